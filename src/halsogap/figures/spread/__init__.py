"""The spread page's answer."""
