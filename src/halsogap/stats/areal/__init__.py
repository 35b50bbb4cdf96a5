"""Values of areas within areas: carried between boundaries, added up, smoothed, ranked."""
