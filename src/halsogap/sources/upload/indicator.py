"""A visitor's table as an indicator of their own: what it is called, whose it is, and what of it may be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.geography import area_index
from halsogap.model import RIKET_CODE, Better, Indicator, Level, Sex, Source, Text
from halsogap.sources.upload.places import without_accents
from halsogap.stats.suppression import suppress
from halsogap.units import Unit

PREFIX = "own_"
"""How a visitor's own slugs begin. No slug of the catalogue does (a test holds it), so they cannot meet."""

GROUP = "own"
LONGEST_NAME = 120
COUNTS = (Unit.PERSONS,)
"""The units in which a value is itself a count, and hidden where it is small."""


@dataclass(frozen=True)
class Description:
    """What the visitor says of the table: its name, unit, favourable direction, and source."""

    name: str
    unit: Unit
    better: Better
    source: str


def slug_of(name: str) -> str:
    """The slug of an own indicator called `name`: the same name is the same indicator."""
    plain = re.sub(r"[^a-z0-9]+", "_", without_accents(name).casefold()).strip("_")
    return PREFIX + (plain[:48].strip("_") or "data")


def as_indicator(description: Description, observations: pd.DataFrame) -> tuple[Indicator, pd.DataFrame]:
    """The indicator that `observations` are values of, as the visitor describes it, and the rows under its slug."""
    name = " ".join(description.name.split())[:LONGEST_NAME]
    source = " ".join(description.source.split())[:LONGEST_NAME]
    text = Text(name, name)
    held_levels, held_sexes = set(observations["level"]), set(observations["sex"])
    indicator = Indicator(
        slug=slug_of(name),
        name=text,
        short=text,
        definition=text,
        unit=description.unit,
        decimals=decimals(observations["value"]),
        better=description.better,
        sexes=tuple(sex for sex in Sex if sex in held_sexes),
        levels=tuple(level for level in Level if level in held_levels),
        series=(),
        source=Source(id=GROUP, name=source, url="", licence=""),
        group=GROUP,
    )
    return indicator, observations.assign(indicator=indicator.slug)


def decimals(values: pd.Series) -> int:
    """How many decimals tell the values apart: none for whole numbers, more for those near 0, three at most."""
    numbers = values.dropna().to_numpy(dtype="float64")
    if not numbers.size or np.array_equal(numbers, np.round(numbers)):
        return 0
    size = float(np.median(np.abs(numbers[numbers != 0])))
    return 1 if size >= 1 else 2 if size >= 0.1 else 3


def hide_small(observations: pd.DataFrame, unit: Unit, threshold: int) -> pd.DataFrame:
    """The observations without counts below `threshold`, and without what they could be worked out from."""
    areas = set(observations["area"])
    parents = {code: whole for code in areas if (whole := _whole_of(code, areas))}
    return suppress(observations, threshold=threshold, parents=parents, counts_are_values=unit in COUNTS)


def _whole_of(code: str, areas: set[str]) -> str:
    """The nearest area that `code` lies in and that the table has too; "" where there is none."""
    if code == RIKET_CODE:
        return ""
    # Codes nest: a municipality's begins with its county's, a small area's with its municipality's.
    wholes = [code[:length] for length in (4, 2) if length < len(code) and code[:length] in area_index()]
    return next((whole for whole in [*wholes, RIKET_CODE] if whole in areas), "")
