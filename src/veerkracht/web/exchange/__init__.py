"""Handing an initiative or a lesson to another city, with where it came from and what differs there."""
