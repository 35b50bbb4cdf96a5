"""The words of the field: levels, sexes, areas, indicators, sources and targets, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from halsogap.units import Unit


class Level(StrEnum):
    """A geographical level. A *region* is the self-governing body; its area is the county (`LAN`)."""

    RIKET = "riket"
    LAN = "lan"
    KOMMUN = "kommun"
    REGSO = "regso"
    DESO = "deso"
    MADE_UP = "made_up"
    OWN = "own"


STORED_SMALL_LEVELS = (Level.REGSO, Level.DESO, Level.MADE_UP)
"""Areas inside a municipality that are kept beside the store: SCB's two, and the demo's made-up ones."""

SMALL_LEVELS = (*STORED_SMALL_LEVELS, Level.OWN)
"""Areas whose code begins with their municipality's: also a visitor's own, by the one they mostly lie in."""


class Sex(StrEnum):
    """Kolada's letters: K women (kvinnor), M men (män), T both together (totalt)."""

    K = "K"
    M = "M"
    T = "T"


class Status(StrEnum):
    """What an observation is when it may not be a number. A missing value is never 0."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


class Better(StrEnum):
    """The favourable direction. Every ranking, colour and scenario asks for it."""

    HIGHER = "higher"
    LOWER = "lower"
    UNKNOWN = "unknown"


OWN_GROUP = "own"
"""The group of indicators that a visitor has brought: from no publisher."""

RIKET_CODE = "0000"
"""The code of the whole country at level `riket`, as in Kolada."""


@dataclass(frozen=True)
class Text:
    """A text in the two languages of the product."""

    sv: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language`: "sv", or "en"."""
        return self.en if language == "en" else self.sv


@dataclass(frozen=True)
class Area:
    """One area: `code` (text; counties 2 digits, municipalities 4), its `parent`'s code, and its boundaries' year."""

    code: str
    level: Level
    name: str
    parent: str
    vintage: str


@dataclass(frozen=True)
class Source:
    """A publisher: how it is named, where it is found, and on what terms its values are used."""

    id: str
    name: str
    url: str
    licence: str


@dataclass(frozen=True)
class Series:
    """One of the publisher's series behind an indicator.

    `sex` is set where the series is *about* one sex but stored as T at the publisher (life expectancy): its values
    are read as that sex. None: the series carries its own sexes.
    """

    kpi: str
    levels: tuple[Level, ...]
    sex: Sex | None = None


@dataclass(frozen=True)
class Cells:
    """Cells of one of SCB's tables that are added up: `contents` is what is measured, `where` the categories taken.

    `where` pairs a variable of the table with codes of its categories. Place, sex and year are not among them.
    """

    contents: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Query:
    """A question to SCB's statistics database: one table, at some levels, in whatever years and sexes it has.

    The value is `scale` times `cells`, as published; where there is `of`, it is the share in per cent that `cells`
    are of `of`, and both counts are kept. `null` is what an empty cell of the table means.
    """

    table: str
    levels: tuple[Level, ...]
    cells: Cells
    of: Cells | None = None
    scale: float = 1.0
    null: Status = Status.MISSING


@dataclass(frozen=True)
class Break:
    """From `year` on, values are not comparable with those before. No line and no difference crosses it."""

    year: int
    note: Text


@dataclass(frozen=True)
class Successor:
    """What the publisher offers in place of a series that has ended: `indicator` is its slug here."""

    indicator: str
    note: Text


@dataclass(frozen=True)
class Target:
    """A published target: move `delta` (in `unit`) in `direction` ("increase", "decrease") from baseline year on.

    `delta` is positive and in the report's unit; `unit` is how it is said ("procentenheter").
    """

    direction: str
    delta: float
    unit: Text
    baseline_year: int
    target_year: int
    source: str


@dataclass(frozen=True)
class People:
    """Who a value speaks of, so that a share or a rate can be turned into a number of people.

    `of` pairs the slugs of populations with the part of each that is meant (a sixth of those aged 0-5 is one year's
    children), and `noun` is what they are called ("små barn"). `counted` is True where everyone is counted, and False
    where the value comes from a survey, whose number of answers is not published.
    """

    of: tuple[tuple[str, float], ...]
    noun: Text
    counted: bool

    @property
    def approximate(self) -> bool:
        """True where a part of a population stands in for those who are meant."""
        return any(part != 1 for _, part in self.of)


@dataclass(frozen=True)
class Published:
    """The report's extremes for one year (SKR 2023, appendix 1), in the report's unit; None where it has none."""

    year: int
    sex: Sex
    riket: float
    kommun_min: float | None = None
    kommun_max: float | None = None
    lan_min: float | None = None
    lan_max: float | None = None


@dataclass(frozen=True)
class Ages:
    """The ages, in whole years, of the people that are counted: from `first` to `last`, both counted, or and over."""

    first: int
    last: int | None = None


EVERYONE = Ages(0)


@dataclass(frozen=True)
class Indicator:
    """What is measured. An observation is one value of it.

    Its values come from the `series` of Kolada, or from the `queries` put to SCB.
    `report_scale` times a value gives the unit of the report's appendix; `rolling_years` is how many years one value
    covers, by level; `population` are the slugs of the indicators whose sum is the denominator, empty where there is
    none; `per` is the denominator's base (100 000 for a rate per 100 000); `ages` are those that a count of people
    covers. `report_status` is the report's own judgement of the country's goal (SKR 2023: "reached", "closer", "worse",
    "not_comparable"), None if there is none.
    """

    slug: str
    name: Text
    short: Text
    definition: Text
    unit: Unit
    decimals: int
    better: Better
    sexes: tuple[Sex, ...]
    levels: tuple[Level, ...]
    series: tuple[Series, ...]
    source: Source
    group: str
    queries: tuple[Query, ...] = ()
    life_stage: str | None = None
    goal_area: str | None = None
    order: int | None = None
    note: Text | None = None
    baseline_year: int | None = None
    target: Target | None = None
    rolling_years: dict[Level, int] = field(default_factory=dict, hash=False)
    breaks: tuple[Break, ...] = ()
    successor: Successor | None = None
    population: tuple[str, ...] = ()
    per: int | None = None
    ages: Ages | None = None
    people: People | None = None
    report_status: str | None = None
    report_scale: float = 1.0
    published: tuple[Published, ...] = ()

    def __post_init__(self) -> None:
        # By its name too, as catalogue files and tests write it.
        object.__setattr__(self, "unit", Unit(self.unit))

    @property
    def kpis(self) -> tuple[str, ...]:
        """The publisher's ids behind the indicator, each once, in order."""
        return tuple(dict.fromkeys(series.kpi for series in self.series))

    @property
    def tables(self) -> tuple[str, ...]:
        """SCB's tables behind the indicator, each once, in order."""
        return tuple(dict.fromkeys(query.table for query in self.queries))

    @property
    def ids(self) -> tuple[str, ...]:
        """What to ask the publisher for: KPIs and tables."""
        return (*self.kpis, *self.tables)

    @property
    def own(self) -> bool:
        """True where a visitor has brought the values; `source.name` is then what they call them."""
        return self.group == OWN_GROUP

    @property
    def by_sex(self) -> bool:
        """True where women and men have values of their own."""
        return Sex.K in self.sexes and Sex.M in self.sexes

    def years_in_value(self, level: Level) -> int:
        """How many years one value at `level` covers: 1, unless it is a rolling mean."""
        return self.rolling_years.get(level, 1)

    def break_between(self, earlier: int, later: int) -> Break | None:
        """The first break after `earlier` and not after `later`, or None."""
        return next((b for b in sorted(self.breaks, key=lambda b: b.year) if earlier < b.year <= later), None)
