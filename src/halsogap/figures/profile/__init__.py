"""The profile page's answer."""
