"""Search over all records that a reader may see."""
