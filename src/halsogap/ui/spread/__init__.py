"""The spread page."""
