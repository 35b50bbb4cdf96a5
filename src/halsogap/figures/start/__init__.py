"""The start page's answer."""
