"""The answer of the page of own data: the report on a file that a visitor has brought."""
