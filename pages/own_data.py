"""Own data: a table of the visitor's own is read, corrected, and becomes an indicator for this visit."""

from halsogap.ui.own_data import page

page.show()
