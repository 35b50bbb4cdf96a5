"""The area profile: who lives in a place, how it stands beside what it lies in, on two sheets of paper."""

from halsogap.ui.profile import page

page.show()
