"""The development page's answer."""
