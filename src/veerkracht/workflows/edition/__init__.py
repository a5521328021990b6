"""Writing an edition: findings become pages of words, numbers, tables and pictures."""
