"""The development page."""
