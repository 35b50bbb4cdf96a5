"""The map page's answer."""
