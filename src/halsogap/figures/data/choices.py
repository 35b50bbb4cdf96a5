"""The page on data and methods has no choices of its own."""

from functools import partial

from halsogap.figures.choices import LanguageOnly

PAGE = "data"

Choices = partial(LanguageOnly, PAGE)
