"""The catalogue: `data/catalog/*.toml` read into `Indicator`s, plus what the user has added beside the store.

Choices live in the data files; this module only reads them and refuses what it cannot understand, naming the file,
the indicator and the field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from halsogap.catalog import fields
from halsogap.errors import BadInput, UnknownName, did_you_mean
from halsogap.model import Better, Indicator, Level, Series, Sex, Source
from halsogap.units import Unit

UNITS = tuple(Unit)
"""The units an indicator can have; their words are in `i18n`."""

OUTCOMES = ("reached", "closer", "worse", "not_comparable")
"""How a goal can stand (`stats.goals.Outcome`)."""

TABLES = ("source", "indicator", "unit_cost")
"""The tables a catalogue file can hold. Anything else is a slip of the pen that would lose an indicator in silence."""


class UnknownIndicator(UnknownName, KeyError):
    """A slug that the catalogue does not have. A `KeyError` too, so that `Mapping.get` gives its default."""


class Catalog(Mapping[str, Indicator]):
    """The indicators by slug, in the catalogue's order. Looking up an unknown slug suggests near ones."""

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self._indicators = dict(indicators)
        self._by_kpi = {(s.kpi, level): i for i in self._indicators.values() for s in i.series for level in s.levels}

    def __getitem__(self, slug: str) -> Indicator:
        """The indicator called `slug`; case, spaces and dashes are forgiven.

        Raises
        ------
        UnknownIndicator
            No indicator has that slug; the message suggests near ones.
        """
        indicator = self._indicators.get(slug)
        if indicator is None:
            folded = {_fold(name): name for name in self._indicators}
            if _fold(slug) not in folded:
                raise UnknownIndicator(
                    f"There is no indicator {slug!r} in the catalogue.",
                    did_you_mean(slug, self._indicators) or "`halsogap add WORDS` finds and adds one of Kolada's.",
                )
            indicator = self._indicators[folded[_fold(slug)]]
        return indicator

    def __contains__(self, slug: object) -> bool:
        return slug in self._indicators

    def __iter__(self) -> Iterator[str]:
        return iter(self._indicators)

    def __len__(self) -> int:
        return len(self._indicators)

    def of_kpi(self, kpi: str, level: Level) -> tuple[Indicator, Series] | None:
        """The indicator and series that the publisher's `kpi` feeds at `level`, or None."""
        indicator = self._by_kpi.get((kpi, level))
        if indicator is None:
            return None
        return indicator, next(s for s in indicator.series if s.kpi == kpi and level in s.levels)

    def in_group(self, group: str) -> list[Indicator]:
        """The indicators of one group ("strategi", "bakgrund", "egna"), in order."""
        return [indicator for indicator in self.values() if indicator.group == group]


def load(*folders: Path) -> Catalog:
    """Read every `*.toml` in `folders`, in name order. A folder that does not exist holds nothing.

    The indicators of the report come first, by its `order`; the others follow in the order of the files.

    Raises
    ------
    BadInput
        A file is not TOML; a field is missing, misspelt or has a value that is not allowed; a slug or one of the
        publisher's series stands twice; a population or a successor is not in the catalogue.
    """
    catalog_files = documents(*folders)
    sources = {
        s.id: s for s in (_source(table, file) for file, document in catalog_files for table in document["source"])
    }
    read = [
        (_indicator(table, sources, file), file) for file, document in catalog_files for table in document["indicator"]
    ]
    indicators: dict[str, Indicator] = {}
    fed: dict[tuple[str, Level], str] = {}
    for indicator, file in sorted(read, key=lambda pair: (pair[0].order is None, pair[0].order or 0)):
        if indicator.slug in indicators:
            raise BadInput(f"The slug {indicator.slug!r} in {file} is already taken.", "Give it another slug.")
        indicators[indicator.slug] = indicator
        for key in [(series.kpi, level) for series in indicator.series for level in series.levels]:
            if key in fed:
                raise BadInput(
                    f"Indicator {indicator.slug!r} in {file}: {key[0]} at level {key[1]} already feeds {fed[key]!r}.",
                    "Remove one of the two.",
                )
            fed[key] = indicator.slug
    for indicator, file in read:
        _check_references(indicator, indicators, file)
    return Catalog(indicators)


def documents(*folders: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Every `*.toml` in `folders`, in name order, with its tables; each of `TABLES` is present."""
    files = [file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.toml"))]
    return [(file, _read(file)) for file in files]


def _check_references(indicator: Indicator, indicators: Mapping[str, Indicator], file: Path) -> None:
    """An unknown slug here is a fault of the catalogue: say it now, not on a page."""
    named = dict.fromkeys(indicator.population, "population")
    if indicator.people:
        named |= dict.fromkeys((slug for slug, _ in indicator.people.of), "population")
    if indicator.successor:
        named[indicator.successor.indicator] = "successor"
    for slug, field in named.items():
        if slug not in indicators:
            raise BadInput(
                f"Indicator {indicator.slug!r} in {file}: the {field} {slug!r} is not in the catalogue.",
                did_you_mean(slug, indicators) or "Describe it in a catalogue file too.",
            )


def _read(file: Path) -> dict[str, Any]:
    """The tables of one file, each of `TABLES` present."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"The catalogue file {file} cannot be read: {error}.", "Correct it as TOML.") from error
    for name, tables in document.items():
        if name not in TABLES:
            raise BadInput(
                f"The catalogue file {file} has a table {name!r}, which is not known.",
                did_you_mean(name, TABLES) or f"A catalogue file holds [[{']] and [['.join(TABLES)}]].",
            )
        if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
            raise BadInput(f"In the catalogue file {file}, {name!r} is not a list of tables.", f"Write [[{name}]].")
    return {name: document.get(name, []) for name in TABLES}


def _source(table: dict[str, Any], file: Path) -> Source:
    try:
        return Source(**fields.part(table, *Source.__dataclass_fields__))
    except fields.Fault as fault:
        raise BadInput(f"Source {table.get('id', 'without an id')!r} in {file}: {fault}", "Correct it.") from fault


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _indicator(table: dict[str, Any], sources: Mapping[str, Source], file: Path) -> Indicator:
    """One [[indicator]] table as an `Indicator`; `take` removes what was read, so that leftovers are typos."""
    table = dict(table)
    slug = table.get("slug", "without a slug")

    def fail(message: str, mend: str = "Correct the catalogue file.") -> BadInput:
        return BadInput(f"Indicator {slug!r} in {file}: {message}", mend)

    def take(name: str, convert: Callable[[Any], Any] = lambda value: value, **default: Any) -> Any:
        if name not in table:
            if default:
                return default["default"]
            raise fail(f"the field {name!r} is missing.")
        value = table.pop(name)
        try:
            return convert(value)
        except (TypeError, ValueError) as error:
            raise fail(f"the field {name!r} cannot be {value!r} ({error}).") from error

    def several(convert: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
        return lambda values: tuple(convert(value) for value in values)

    def source(name: str) -> Source:
        if name not in sources:
            raise fail(f"the source {name!r} is not described.", did_you_mean(name, sources))
        return sources[name]

    def one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
        def convert(value: str) -> str:
            if value not in choices:
                raise fields.Fault(f"it is one of {', '.join(choices)}")
            return value

        return convert

    indicator = Indicator(
        slug=take("slug"),
        name=take("name", fields.text),
        short=take("short", fields.text),
        definition=take("definition", fields.text),
        unit=take("unit", one_of(UNITS)),
        decimals=take("decimals", int),
        better=take("better", Better),
        sexes=take("sexes", several(Sex)),
        levels=take("levels", several(Level)),
        series=take("series", several(fields.series), default=()),
        queries=take("queries", several(fields.query), default=()),
        source=source(take("source", default="kolada")),
        group=take("group"),
        life_stage=take("life_stage", one_of(("barn_unga", "vuxna", "aldre")), default=None),
        goal_area=take("goal_area", one_of(("god_jamlik_halsa", "god_kvalitet", "hallbart_uthalligt")), default=None),
        order=take("order", int, default=None),
        note=take("note", fields.text, default=None),
        baseline_year=take("baseline_year", int, default=None),
        target=take("target", fields.target, default=None),
        rolling_years=take("rolling_years", lambda t: {Level(level): int(n) for level, n in t.items()}, default={}),
        breaks=take("breaks", several(fields.series_break), default=()),
        successor=take("successor", fields.successor, default=None),
        population=take("population", several(str), default=()),
        per=take("per", int, default=None),
        ages=take("ages", fields.ages, default=None),
        people=take("people", fields.people, default=None),
        report_status=take("report_status", one_of(OUTCOMES), default=None),
        report_scale=take("report_scale", float, default=1.0),
        published=take("published", several(fields.published), default=()),
    )
    if table:
        name = next(iter(table))
        raise fail(f"the field {name!r} is not known.", did_you_mean(name, Indicator.__dataclass_fields__))
    return indicator
