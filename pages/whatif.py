"""What if everyone matched the best: people and money, how sure, where to start, who gains."""

from halsogap.ui.whatif import controls, page

controls.begin()
page.explore()
