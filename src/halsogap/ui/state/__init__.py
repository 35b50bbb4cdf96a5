"""What the session holds of the reader's choices."""
