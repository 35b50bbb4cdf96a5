"""The page of own data has no choices of its own: a file is in nobody's link."""

from functools import partial

from halsogap.figures.choices import LanguageOnly

PAGE = "own_data"

Choices = partial(LanguageOnly, PAGE)
