"""What is said of a visitor's own areas."""
