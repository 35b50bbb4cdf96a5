"""Data and method: what the store holds, how to renew it or go back, how figures are computed, on what terms."""

from halsogap.ui.data import page

page.show()
