"""The goals page's answer."""
