"""One indicator against another."""
