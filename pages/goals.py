"""Goals: how the 22 goals of Strategi för hälsa stand in the country, a county or a municipality."""

from halsogap.ui.goals import page

page.follow_up()
