"""Absent values estimated, each under the name of the way it was done."""
