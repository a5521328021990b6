"""The version of the software, for the manifest and the command line."""

__version__ = "0.1.0"
