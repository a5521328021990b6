"""From the scores of indicators to the scores of groups and the index."""
