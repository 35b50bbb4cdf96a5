"""The page of own areas has no choices of its own: areas are in nobody's link."""

from functools import partial

from halsogap.figures.choices import LanguageOnly

PAGE = "own_areas"

Choices = partial(LanguageOnly, PAGE)
