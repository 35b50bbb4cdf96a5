"""A visitor's own file: bytes to contract rows, with nothing guessed in silence."""
