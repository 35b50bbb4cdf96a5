"""Which column of a table is what: places, years, sexes, numbers."""
