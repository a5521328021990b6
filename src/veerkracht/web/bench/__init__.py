"""How fast the application is with many records and many readers at once."""
