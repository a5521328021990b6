"""The open resilience monitor for cities."""

__version__ = "0.1.0"
