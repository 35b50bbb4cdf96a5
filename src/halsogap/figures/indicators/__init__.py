"""The indicators page's answer."""
