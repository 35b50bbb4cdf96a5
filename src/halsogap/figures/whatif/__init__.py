"""The what-if page's answer."""
