"""The interface for machines: every register, generated from its definition."""
