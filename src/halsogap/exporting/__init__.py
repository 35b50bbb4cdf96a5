"""Figures as files, one module a format."""
