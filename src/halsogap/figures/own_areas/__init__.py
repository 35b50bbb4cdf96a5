"""The answer of the page of own areas."""
