"""The command line."""

from veerkracht.cli.commands import app, main

__all__ = ["app", "main"]
