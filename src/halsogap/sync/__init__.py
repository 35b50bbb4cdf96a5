"""From the sources to a new snapshot."""
