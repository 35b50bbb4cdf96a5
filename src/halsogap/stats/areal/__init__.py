"""Areal statistics: values interpolated between boundaries, added up, smoothed, ranked."""
