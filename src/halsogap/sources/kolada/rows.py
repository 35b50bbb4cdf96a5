"""Kolada's rows as OBSERVATIONS: the one place where Kolada's codes, statuses and ways of writing numbers are known.

Codes map once, here: `0000` is the country, `00NN` the region of county `NN`, four other digits a municipality, and
`G…` a group, whose value is an unweighted mean that Hälsogap does not use. Files and the API come the same way, and
the largest (7.4 million rows) must pass in seconds: each distinct code is looked at once, each row only as numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import SourceError
from halsogap.geography import VINTAGE, area_index
from halsogap.model import RIKET_CODE, Level, Sex, Status
from halsogap.schema import OBSERVATIONS, TEXT, check
from halsogap.sources.kolada.cells import STATUS_WORDS, numbers, statuses, whole_years

ROWS = ["kpi", "municipality", "period", "gender", "value", "status"]
"""The columns of Kolada's rows, in Kolada's own words and codes."""

KEY = ["kpi", "municipality", "period", "gender"]

LEVELS = (Level.RIKET, Level.LAN, Level.KOMMUN)
SEXES = tuple(Sex)


@dataclass
class RowsReport:
    """What became of the rows.

    `rows` were given, `observations` came out. Set aside and counted: `groups` (rows of groups), `repeated`
    (identical twins), `unknown_codes`, `unknown_genders`, `unknown_periods` and `unknown_statuses` (by how Kolada
    writes them), `other_sexes` (rows of a series about one sex, of another sex) and `other_levels` (KPI and level
    that the catalogue's series does not have). `mended` numbers were written as text; `bad_values` were no numbers
    and are missing now, and `doubtful` are their keys among the observations (indicator, level, area, period, sex).
    """

    rows: int = 0
    observations: int = 0
    groups: int = 0
    repeated: int = 0
    mended: int = 0
    other_sexes: int = 0
    unknown_codes: Counter[str] = field(default_factory=Counter)
    unknown_genders: Counter[str] = field(default_factory=Counter)
    unknown_periods: Counter[str] = field(default_factory=Counter)
    unknown_statuses: Counter[str] = field(default_factory=Counter)
    other_levels: Counter[str] = field(default_factory=Counter)
    bad_values: Counter[str] = field(default_factory=Counter)
    doubtful: list[tuple[str, str, str, int, str]] = field(default_factory=list)

    def __add__(self, other: RowsReport) -> RowsReport:
        """Both together."""
        return RowsReport(**{name: count + getattr(other, name) for name, count in vars(self).items()})

    def warnings(self) -> list[str]:
        """What somebody should know, one sentence each."""
        sentences = {
            "Rows with area codes that are not Swedish municipalities or counties were set aside": self.unknown_codes,
            "Rows with an unknown gender were set aside": self.unknown_genders,
            "Rows whose period is not a year were set aside": self.unknown_periods,
            "Rows at a level that the catalogue does not have for the indicator were set aside": self.other_levels,
            "Values with an unknown status are kept as missing": self.unknown_statuses,
            "Values that are not numbers could not be read": self.bad_values,
        }
        texts = [f"{text}: {_listed(counts)}." for text, counts in sentences.items() if counts]
        if self.mended:
            texts.append(f"{self.mended} values were written as text and have been read as numbers.")
        return texts


def to_observations(
    rows: pd.DataFrame, catalog: Catalog, fetched_at: str, *, where: str = "Kolada"
) -> tuple[pd.DataFrame, RowsReport]:
    """Kolada's rows as OBSERVATIONS, and what became of each.

    Parameters
    ----------
    rows
        One row a value: `kpi`, `municipality` (Kolada's codes), `period`, `gender` (T, K, M), `value` (a number, or
        whatever the publisher wrote), `status` ("" where there is a value).
    catalog
        Says which indicator a KPI feeds, and which sex a series is about. A KPI it does not know is an indicator of
        its own, called by its id.
    fetched_at
        ISO date and time, UTC.
    where
        Where the rows came from, for messages.

    Raises
    ------
    SourceError
        Two rows with the same KPI, area, period and gender say different things.
    ContractError
        The result breaks its contract.
    """
    report = RowsReport(rows=len(rows))
    rows = rows.rename(columns={"sex": "gender"})[ROWS]
    kpi, place, gender = (_coded(rows[name]) for name in ("kpi", "municipality", "gender"))
    period = whole_years(rows["period"])
    places, areas = _places(place.distinct)
    sexes = np.array([SEXES.index(name) if name in SEXES else -1 for name in gender.distinct], dtype="int8")
    slugs, series = _series(kpi.distinct, catalog)

    level, sex = _at(places, place.codes), _at(sexes, gender.codes)
    group = _at(np.array([name.startswith("G") for name in place.distinct], dtype=bool), place.codes)
    indicator = _at(series.indicator, kpi.codes, level)
    about = _at(series.sex, kpi.codes, level)
    foreign = (about >= 0) & (sex != SEXES.index(Sex.T))

    usable = ~group
    report.groups = int(group.sum())
    usable, report.unknown_codes = _set_aside(usable, level < 0, place)
    usable, report.unknown_genders = _set_aside(usable, sex < 0, gender)
    usable, report.unknown_periods = _set_aside(usable, period < 0, _coded(rows["period"]))
    at_level = _Coded(
        kpi.codes * len(LEVELS) + level, [f"{name} at {word}" for name in kpi.distinct for word in LEVELS]
    )
    usable, report.other_levels = _set_aside(usable, indicator < 0, at_level)
    report.other_sexes = int((foreign & usable).sum())
    usable &= ~foreign

    values, mended, bad = numbers(rows["value"])
    status, strange = statuses(rows["status"], values)
    report.mended = int((mended & usable).sum())
    report.bad_values = Counter(str(cell)[:40] for cell in rows["value"][bad & usable])
    report.unknown_statuses = Counter(rows["status"][strange & usable])
    values = np.where(status == STATUS_WORDS.index(Status.VALUE), values, np.nan)

    first = _settle_twins(rows, (kpi.codes, place.codes, period, sex), usable, values, status, where)
    report.repeated = int((usable & ~first).sum())
    keep = np.flatnonzero(usable & first)
    report.observations = len(keep)
    nothing = np.zeros(len(keep), dtype="int8")

    observations = pd.DataFrame(
        {
            "indicator": _text(indicator[keep], slugs),
            "level": _text(level[keep], LEVELS),
            "area": _text(place.codes[keep], areas),
            "period": period[keep].astype("int32"),
            "sex": _text(np.where(about >= 0, about, sex)[keep], SEXES),
            "value": values[keep],
            "status": _text(status[keep], STATUS_WORDS),
            "numerator": np.nan,
            "denominator": np.nan,
            "source": _text(kpi.codes[keep], [f"kolada:{name}" for name in kpi.distinct]),
            "geo_vintage": _text(nothing, [VINTAGE]),
            "fetched_at": _text(nothing, [fetched_at]),
        }
    )
    doubtful = observations.loc[bad[keep], ["indicator", "level", "area", "period", "sex"]]
    report.doubtful = list(doubtful.itertuples(index=False, name=None))
    return check(OBSERVATIONS, observations, where), report


# -- codes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Coded:
    """A column as `codes` (one a row, negative where nothing stood there) into its `distinct` texts."""

    codes: np.ndarray
    distinct: list[str]


@dataclass(frozen=True)
class _SeriesOf:
    """By KPI (row) and level (column): the position of the indicator's slug, and of the sex the series is about.

    −1 where the KPI feeds nothing at the level, or the series carries its own sexes.
    """

    indicator: np.ndarray
    sex: np.ndarray


def _coded(column: pd.Series) -> _Coded:
    codes, distinct = pd.factorize(column)
    return _Coded(codes, [str(value).strip() for value in distinct])


def _at(table: np.ndarray, *codes: np.ndarray) -> np.ndarray:
    """`table` looked up by the codes of each row; where one is negative: −1, or False in a table of truths."""
    nothing = False if table.dtype == bool else -1
    if not table.size:
        return np.full(len(codes[0]), nothing, dtype=table.dtype)
    absent = np.logical_or.reduce([code < 0 for code in codes])
    return np.where(absent, nothing, table[tuple(np.maximum(code, 0) for code in codes)])


def _set_aside(usable: np.ndarray, faulty: np.ndarray, named: _Coded) -> tuple[np.ndarray, Counter[str]]:
    """What is still usable without the `faulty` rows, and how many those were by what they are `named`."""
    codes, counts = np.unique(named.codes[usable & faulty], return_counts=True)
    names = [named.distinct[code] if code >= 0 else "nothing" for code in codes]
    return usable & ~faulty, Counter(dict(zip(names, map(int, counts), strict=True)))


def _places(codes: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """The level (position in LEVELS, −1 unknown) and our own code of each of Kolada's area codes."""
    levels, own = [], []
    for code in codes:
        ours = code[2:] if len(code) == 4 and code.startswith("00") and code != RIKET_CODE else code
        place = area_index().get(ours) if len(code) == 4 else None
        levels.append(LEVELS.index(place.level) if place else -1)
        own.append(ours)
    return np.array(levels, dtype="int8"), own


def _series(kpis: Sequence[str], catalog: Catalog) -> tuple[list[str], _SeriesOf]:
    """The slugs that the KPIs feed, and which each feeds at each level."""
    known = {kpi for indicator in catalog.values() for kpi in indicator.kpis}
    slugs: dict[str, int] = {}
    feeds = np.full((len(kpis), len(LEVELS)), -1, dtype="int32")
    about = np.full(feeds.shape, -1, dtype="int8")
    for row, kpi in enumerate(kpis):
        for column, level in enumerate(LEVELS):
            indicators = catalog.of_kpi(kpi, level)
            if indicators:
                indicator, series = indicators
                feeds[row, column] = slugs.setdefault(indicator.slug, len(slugs))
                about[row, column] = SEXES.index(series.sex) if series.sex else -1
            elif kpi not in known:
                feeds[row, column] = slugs.setdefault(kpi, len(slugs))
    return list(slugs), _SeriesOf(feeds, about)


def _text(codes: np.ndarray, words: Sequence[str]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index([str(word) for word in words]))).astype(TEXT)


def _listed(counts: Counter[str], most: int = 5) -> str:
    names = ", ".join(f"{name!r} ({count})" for name, count in counts.most_common(most))
    return names + (f" and {len(counts) - most} more" if len(counts) > most else "")


# -- twins ---------------------------------------------------------------------------------------


def _settle_twins(
    rows: pd.DataFrame,
    key: tuple[np.ndarray, ...],
    usable: np.ndarray,
    values: np.ndarray,
    status: np.ndarray,
    where: str,
) -> np.ndarray:
    """Which rows are the first with their key; twins that differ are an error."""
    number_of_key = np.zeros(len(rows), dtype="int64")
    for part in key:
        number_of_key = number_of_key * (int(part.max(initial=0)) + 1) + np.maximum(part, 0)
    # Rows set aside must neither be twins nor hide one.
    number_of_key = np.where(usable, number_of_key, -1 - np.arange(len(rows)))
    keys = pd.Series(number_of_key)
    first = ~keys.duplicated().to_numpy()
    doubled = np.flatnonzero(keys.duplicated(keep=False))
    if len(doubled):
        doubles = pd.DataFrame({"key": number_of_key[doubled], "value": values[doubled], "status": status[doubled]})
        differs = doubles.drop_duplicates().duplicated("key", keep=False)
        if differs.any():
            at = doubles.drop_duplicates()[differs].index[:2]
            kpi, place, period, gender = rows[KEY].iloc[doubled[at[0]]]
            raise SourceError(
                f"{where} says two things about {kpi}, area {place}, {period}, {gender}: "
                f"{_described(rows, doubled[at[0]])} and {_described(rows, doubled[at[1]])}.",
                "Nothing stored has been changed. Try again later, or correct the file.",
            )
    return first


def _described(rows: pd.DataFrame, at: int) -> str:
    value, status = rows[["value", "status"]].iloc[at]
    return repr(value) if not status else str(status)
