"""Readers of published sources: one file per source, raw bytes in, shared tables out."""
