"""From figures to an index of areas, with how sure each score is."""
