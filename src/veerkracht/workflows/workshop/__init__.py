"""A workshop on risks in connection: sheets to fill in, and what was filled in as tables."""
