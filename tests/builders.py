"""Small worlds made by hand for tests: observations, indicators, a visitor's own indicators, areas.

Each builder fills in whatever a test does not speak of, so that a test says only what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from halsogap import geography, settings
from halsogap.catalog import catalog
from halsogap.model import OWN_GROUP, RIKET_CODE, Better, Indicator, Level, Sex, Source, Status, Text
from halsogap.reading.brought import OwnIndicator
from halsogap.schema import AREAS, CODE_PATTERNS, GROUPS, OBSERVATIONS
from halsogap.sources.demo import demo

FETCHED = "2026-01-02T03:04:05+00:00"
PUBLISHED = (Level.RIKET, Level.LAN, Level.KOMMUN)

PLAIN: dict[str, Any] = {
    "indicator": "andel",
    "period": 2022,
    "sex": "T",
    "source": "kolada:TEST",
    "geo_vintage": "2025",
    "fetched_at": FETCHED,
}
"""What a row says unless told otherwise."""


def observations(
    *cells: tuple[Any, ...] | Mapping[str, float | None],
    columns: str = "area value",
    per: float = 100,
    missing: Status = Status.MISSING,
    **same: Any,
) -> pd.DataFrame:
    """OBSERVATIONS rows: each of `cells` has what `columns` name, and all of them what is in `same`.

    One mapping instead of cells is values by area. Of value, numerator and denominator the one that is left out is
    made of the other two, a value being `numerator / denominator * per`. A level that is not said is read off the
    code; the status of a value that is not there is `missing`.
    """
    given = [pair for cell in cells for pair in (cell.items() if isinstance(cell, Mapping) else [cell])]
    frame = pd.DataFrame(given, columns=columns.split(), dtype=object).assign(**same)
    numbers = [name for name in ("value", "numerator", "denominator") if name in frame]
    frame = frame.astype(dict.fromkeys(numbers, float))
    if numbers == ["numerator", "denominator"]:
        frame["value"] = frame["numerator"] / frame["denominator"] * per
    if numbers == ["value", "denominator"]:
        frame["numerator"] = frame["value"] / per * frame["denominator"]
    said = frame.reindex(columns=list(OBSERVATIONS.columns))
    for name, value in PLAIN.items():
        if name not in frame:
            said[name] = value
    if "level" not in frame:
        said["level"] = [str(level_of(code)) for code in said["area"]]
    if "status" not in frame:
        said["status"] = said["value"].notna().map({True: str(Status.VALUE), False: str(missing)})
    return said.astype(dict.fromkeys(("value", "numerator", "denominator"), float) | {"period": int}).infer_objects()


def everywhere(
    indicator: str,
    years: tuple[int, ...] = (2021, 2022),
    *,
    sexes: str = "KMT",
    levels: tuple[Level, ...] = PUBLISHED,
    start: float = 40.0,
    **same: Any,
) -> pd.DataFrame:
    """A value of every area of `levels`, every year and sex: all there, each area its own, women's 2 above men's."""
    more = {"K": 2.0, "M": 0.0, "T": 1.0}
    cells = [
        (str(level), code, year, sex, start + int(code) % 97 / 10 + (year - years[0]) + more[sex])
        for level in levels
        for code in ([RIKET_CODE] if level is Level.RIKET else geography.codes(level))
        for year in years
        for sex in sexes
    ]
    return observations(*cells, columns="level area period sex value", indicator=indicator, **same)


def indicator(slug: str = "andel", **changes: Any) -> Indicator:
    """A percentage of which less is better, published for women, men and all at every level that Kolada has."""
    text = Text("Påhittad", "Made up")
    plain = Indicator(
        slug=slug,
        name=text,
        short=text,
        definition=text,
        unit="percent",
        decimals=1,
        better=Better.LOWER,
        sexes=(Sex.K, Sex.M, Sex.T),
        levels=PUBLISHED,
        series=(),
        source=Source("kolada", "Kolada", "https://kolada.se", "fri"),
        group="egna",
    )
    return replace(plain, **changes)


def deso(vintage: str, codes: tuple[str, ...] = ("0180C1010", "0180C1020")) -> pd.DataFrame:
    """How many live in a few small areas, in the boundaries of `vintage`: the same women, men and all in each."""
    cells = [(code, sex, value) for code in codes for sex, value in (("K", 42.0), ("M", 40.0), ("T", 41.0))]
    return observations(*cells, columns="area sex value", indicator="befolkning", geo_vintage=vintage)


OWN_SLUG = "own-vaccinerade"
OWN_FILE = "vaccin.csv"
OWN_NAME = Text("Vaccinerade", "Vaccinated")


def own_about(slug: str = OWN_SLUG, *, sexes: str = "KMT", **changes: Any) -> Indicator:
    """What a visitor says of an indicator of their own: the share of vaccinated, of which more is better."""
    about: dict[str, Any] = {
        "name": OWN_NAME,
        "short": OWN_NAME,
        "definition": Text("Egna data", "Own data"),
        "better": Better.HIGHER,
        "sexes": tuple(map(Sex, sexes)),
        "levels": (Level.KOMMUN,),
        "source": Source("own", OWN_FILE, "", ""),
        "group": OWN_GROUP,
    }
    return indicator(slug, **{**about, **changes})


def own(
    slug: str = OWN_SLUG,
    *,
    years: tuple[int, ...] = (2021, 2022),
    sexes: str = "KMT",
    county: str = "21",
    of: float | None = 500.0,
    **changes: Any,
) -> OwnIndicator:
    """A visitor's own indicator: the municipalities of one county, each out of `of` persons (None: without counts).

    `changes` are said of the indicator, as in `own_about`.
    """
    more = {"K": 2.0, "M": 0.0, "T": 1.0}
    cells = [
        (code, year, sex, 60.0 + int(code) % 89 / 10 + more[sex])
        for code in geography.codes(Level.KOMMUN)
        if code.startswith(county)
        for year in years
        for sex in sexes
    ]
    counts = {} if of is None else {"denominator": of}
    rows = observations(*cells, columns="area period sex value", indicator=slug, source=f"own:{OWN_FILE}", **counts)
    return OwnIndicator(own_about(slug, sexes=sexes, **changes), rows)


def areas(*codes: str, vintage: str = "2025") -> pd.DataFrame:
    """AREAS rows of small areas, each in the municipality that its code begins with and named after its code."""
    cells = [(code, str(level_of(code)), f"Område {code}", code[:4], vintage) for code in codes]
    return pd.DataFrame(cells, columns=list(AREAS.columns))


def groups(**similar: tuple[str, ...]) -> pd.DataFrame:
    """GROUPS rows: the municipalities that are `similar` to each that is named, `_2180=("2181",)`; none at all."""
    cells = [("G1", "Liknande", area.strip("_"), member) for area, members in similar.items() for member in members]
    return pd.DataFrame(cells, columns=list(GROUPS.columns), dtype=object)


@cache
def demo_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The demo's observations and groups, made once in a process. Only to be read."""
    return demo.make(catalog.load(settings.CATALOG_DIR))


def level_of(code: str) -> Level:
    """The level whose codes look like `code`; municipalities' where none do, for tests that call areas a, b, c."""
    return next((level for level, form in CODE_PATTERNS.items() if re.fullmatch(form, code)), Level.KOMMUN)
