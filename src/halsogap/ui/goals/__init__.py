"""The goals page."""
