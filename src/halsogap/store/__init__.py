"""Snapshots of values and editions of areas: checked, compared, switched in as a whole."""
