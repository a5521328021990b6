"""What people tell each other about a record, and what they are reminded of."""
