"""Pages of many indicators: the values of all, and of the populations they speak of, out of one reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from halsogap.model import Indicator
from halsogap.reading.values import Values

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

RESIDENTS = "befolkning"
"""The indicator of the number of all residents."""


def slugs_of(indicators: Iterable[Indicator]) -> list[str]:
    """The slugs of indicators, of the populations they speak of, and of all residents, each once."""
    listed = list(indicators)
    populations = (slug for one in listed if one.people for slug, _ in one.people.of)
    return list(dict.fromkeys([*(one.slug for one in listed), *populations, RESIDENTS]))


def read(reader: Reader, indicators: Iterable[Indicator]) -> Mapping[str, Values]:
    """The values of `indicators` and of their populations by slug, at municipalities, counties and the country.

    An indicator that has none is absent. Pages that ask for the same indicators share the reading.
    """
    return reader.values_together(tuple(slugs_of(indicators)))
