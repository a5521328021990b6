"""Outlying values brought in before anything is put together, told per indicator."""
