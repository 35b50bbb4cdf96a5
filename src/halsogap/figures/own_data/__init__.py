"""What is said of a file that a visitor has brought."""
