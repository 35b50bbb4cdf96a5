"""Start: choose your municipality or county once, see what stands out there, and the doors to all the rest."""

from halsogap.ui.start import page

page.explore()
