"""What is said of what is stored."""
