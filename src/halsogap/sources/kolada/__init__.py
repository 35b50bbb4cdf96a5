"""Kolada: its service, its indicators, its rows."""
