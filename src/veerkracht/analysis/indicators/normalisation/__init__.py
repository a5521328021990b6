"""Values of different units brought to one scale, on which higher is better."""
