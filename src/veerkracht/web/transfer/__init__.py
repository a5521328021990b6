"""Import and export: what goes out in a file comes back in as the same."""
