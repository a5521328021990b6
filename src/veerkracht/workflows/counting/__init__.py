"""Counting people of a register per area: count in the engine, protect, write."""
