"""What to do about it: the business case of an intervention, and the best portfolio under a budget."""
