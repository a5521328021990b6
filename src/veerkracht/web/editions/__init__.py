"""Editions: the registers frozen for a year, built into pages, published, compared and withdrawn."""
