"""Formats proposed from a sample: what `format:` could read it. Nothing here gives columns a meaning."""
