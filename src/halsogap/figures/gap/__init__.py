"""The gap page's answer."""
