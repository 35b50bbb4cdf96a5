"""The comparison page's answer."""
