"""The answer of the page on data and methods."""
