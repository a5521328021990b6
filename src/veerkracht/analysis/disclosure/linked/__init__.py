"""Counts that add up with each other: over areas, categories and periods, and between old and new boundaries."""
