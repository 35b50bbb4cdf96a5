"""How a goal stands at a place: the value now against the value then, and against a target where there is one.

The classes are those of SKR's report on *Strategi för hälsa* (2023, figure 12): reached or exceeded, closer or
unchanged, worse, and not comparable. What the report leaves open is settled here: what counts as a change (`MARGIN`,
and chance where counts allow), which years are compared, and that nothing is compared across a break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from halsogap.model import Better, Indicator, Level, Sex
from halsogap.stats.intervals import difference
from halsogap.stats.people import Behind, ByYear, interval
from halsogap.stats.tolerance import at_least, subtract, within
from halsogap.units import Unit

MARGIN = {Unit.PERCENT: 0.5, Unit.INDEX: 0.5, Unit.PER_100000: 0.5, Unit.YEARS: 0.05}
"""By unit, the least difference that counts as a change, in the report's unit (falls per 1 000): half of the last step
in which the report prints such values. Smaller ones would not show in its tables."""


class Outcome(StrEnum):
    """How a goal stands, the best first."""

    REACHED = "reached"
    CLOSER = "closer"
    WORSE = "worse"
    NOT_COMPARABLE = "not_comparable"


class Movement(StrEnum):
    """Which way a value has gone, the best first."""

    BETTER = "better"
    UNCHANGED = "unchanged"
    WORSE = "worse"


class Basis(StrEnum):
    """What a value is measured against: a target of one's own, a published one, or no more than where it began."""

    LOCAL = "local"
    PUBLISHED = "published"
    BASELINE = "baseline"


class Reason(StrEnum):
    """Why a goal cannot be judged."""

    NO_VALUES = "no_values"
    NO_BASELINE = "no_baseline"
    NO_VALUE_THEN = "no_value_then"
    NO_VALUE_NOW = "no_value_now"
    BREAK = "break"
    NO_DIRECTION = "no_direction"


@dataclass(frozen=True)
class LocalTarget:
    """A target that someone has set for a place: that `indicator` be `value`, in its own unit, by `year`."""

    area: str
    indicator: str
    value: float
    year: int


@dataclass(frozen=True)
class Point:
    """The values of one year, by sex."""

    year: int
    values: dict[Sex, float]


@dataclass(frozen=True)
class Judgement:
    """How one goal stands.

    `sexes` are those judged: both together where there is such a value, else women and men, of whom the one further
    from the goal decides. `target` holds the value to reach by sex (empty where there is none), and `movement` is None
    where then and now cannot be compared; `reason` says why. `chance` is True where only the interval of the change
    made it "unchanged".
    """

    indicator: Indicator
    basis: Basis
    outcome: Outcome
    sexes: tuple[Sex, ...]
    then: Point | None = None
    now: Point | None = None
    target: dict[Sex, float] = field(default_factory=dict)
    target_year: int | None = None
    movement: Movement | None = None
    chance: bool = False
    reason: Reason | None = None


def judge(
    indicator: Indicator,
    level: Level,
    values: ByYear,
    *,
    who: Behind | None = None,
    until: int | None = None,
    local: LocalTarget | None = None,
) -> Judgement:
    """How `indicator` stands at a place of `level`.

    Parameters
    ----------
    values
        The place's values through the years.
    who
        Who they speak of: where that is known, a change that chance alone may have made is none.
    until
        Now is the last year with a value up to this one; None: the last of all.
    local
        The place's own target, which then goes before the published one.

    Notes
    -----
    Then is the report's baseline year, or the first year after it with a value. A published target is the baseline
    moved as far as the country is to move; it needs a value of its own baseline year. Whether a target of one's own is
    reached can be said without any baseline.
    """
    sexes = _judged(values)
    years = sorted(year for year, by_sex in values.items() if sexes and all(sex in by_sex for sex in sexes))
    last = max((year for year in years if until is None or year <= until), default=None)
    start = indicator.baseline_year
    earlier = [] if start is None or last is None else [year for year in years if start <= year < last]
    then = Point(earlier[0], dict(values[earlier[0]])) if earlier else None
    now = Point(last, dict(values[last])) if last is not None else None
    reason = _why_not(indicator, years, then, now)
    if reason is Reason.NO_VALUE_NOW and now and local is None:
        then, now = (now, None) if now.year == start else (None, None)
    published = indicator.target if then and indicator.target and then.year == indicator.target.baseline_year else None
    target: dict[Sex, float] = {}
    if local:
        target = dict.fromkeys(sexes, local.value)
    elif published and then and reason is None:
        step = published.delta / indicator.report_scale * (1 if published.direction == "increase" else -1)
        target = {sex: then.values[sex] + step for sex in sexes}
    moved = [_movement(indicator, level, then, now, sex, who) for sex in sexes] if then and now and not reason else []
    movement, chance = max(moved, key=lambda moved_by: list(Movement).index(moved_by[0]), default=(None, False))
    return Judgement(
        indicator,
        Basis.LOCAL if local else Basis.PUBLISHED if published else Basis.BASELINE,
        _outcome(indicator, now, target, movement),
        sexes,
        then,
        now,
        target,
        local.year if local else published.target_year if published else None,
        movement,
        chance,
        reason,
    )


def tally(judged: Iterable[Judgement]) -> dict[Outcome, int]:
    """How many goals stand in each way; every way is there, the best first."""
    counted = Counter(one.outcome for one in judged)
    return {outcome: counted[outcome] for outcome in Outcome}


def target_range(indicator: Indicator) -> tuple[float, float]:
    """The lowest and the highest value that a target can have."""
    return 0.0, 100.0 if indicator.unit in (Unit.PERCENT, Unit.INDEX) else 1e9


def report_year(indicator: Indicator) -> int | None:
    """The year up to which the report judged the goal; None where it prints no values."""
    return max((row.year for row in indicator.published), default=None)


def reported(indicator: Indicator) -> ByYear:
    """The country's values as the report prints them, in the indicator's own unit, by year and sex."""
    by_year: dict[int, dict[Sex, float]] = {}
    for row in indicator.published:
        by_year.setdefault(row.year, {})[row.sex] = row.riket / indicator.report_scale
    return by_year


def favourable(indicator: Indicator, change: float) -> float:
    """`change` with its sign turned where lower is better, so that above 0 is for the good; 0 without a direction."""
    return change * {Better.HIGHER: 1, Better.LOWER: -1, Better.UNKNOWN: 0}[indicator.better]


def _judged(values: ByYear) -> tuple[Sex, ...]:
    """Both together where there is any such value, else those of women and men that have any."""
    sexes = {sex for by_sex in values.values() for sex in by_sex}
    return (Sex.T,) if Sex.T in sexes else tuple(sex for sex in (Sex.K, Sex.M) if sex in sexes)


def _why_not(indicator: Indicator, years: list[int], then: Point | None, now: Point | None) -> Reason | None:
    """Why now cannot be measured against then, the plainest reason first; None where it can."""
    if not years:
        return Reason.NO_VALUES
    if indicator.baseline_year is None:
        return Reason.NO_BASELINE
    if now is None or now.year <= indicator.baseline_year:
        return Reason.NO_VALUE_NOW
    if then is None:
        return Reason.NO_VALUE_THEN
    if indicator.break_between(then.year, now.year):
        return Reason.BREAK
    return Reason.NO_DIRECTION if indicator.better is Better.UNKNOWN else None


def _movement(
    indicator: Indicator, level: Level, then: Point, now: Point, sex: Sex, who: Behind | None
) -> tuple[Movement, bool]:
    """Which way a sex's value has gone, and whether it is chance alone that says "unchanged"."""
    gain = favourable(indicator, subtract(now.values[sex], then.values[sex]))
    margin = MARGIN.get(indicator.unit, 0.0) / indicator.report_scale
    if gain == 0 or not at_least(abs(gain), margin, scale=abs(now.values[sex])):
        return Movement.UNCHANGED, False
    # Means of years that share data are not independent: chance cannot be told from their intervals.
    if now.year - then.year >= indicator.years_in_value(level):
        limits = [interval(point.values[sex], point.year, sex, who) for point in (now, then)]
        if limits[0] and limits[1]:
            change = difference(limits[0], limits[1])
            if within(change.lower, 0.0, change.upper):
                return Movement.UNCHANGED, True
    return (Movement.BETTER if gain > 0 else Movement.WORSE), False


def _outcome(indicator: Indicator, now: Point | None, target: dict[Sex, float], movement: Movement | None) -> Outcome:
    if now and target and indicator.better is not Better.UNKNOWN:
        short = [favourable(indicator, subtract(now.values[sex], value)) for sex, value in target.items()]
        if min(short) >= 0:
            return Outcome.REACHED
    if movement is None:
        return Outcome.NOT_COMPARABLE
    return Outcome.WORSE if movement is Movement.WORSE else Outcome.CLOSER
