"""The demo's values of one indicator: counted persons, calibrated measures with their sex gaps, or a remainder."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from halsogap.model import Indicator, Level, Published, Sex, Status
from halsogap.sources.demo import population
from halsogap.sources.demo.calibration import bend, course, spread
from halsogap.sources.demo.field import country, drifting, generator, noise, smooth, standardised
from halsogap.sources.demo.recipe import LIMITS, Recipe

SEXES = (Sex.K, Sex.M, Sex.T)
WOMEN, MEN, TOTAL = range(3)

STATUSES = tuple(Status)
VALUE, MISSING, NOT_APPLICABLE, SUPPRESSED = range(4)

GAP_SPREAD = 0.85
"""How much the sex gap varies between places, in standard deviations of the total: K and M then correlate about 0.8."""

OWN_SHARE = 0.25
"""Where women and men are calibrated apart, how much of a field is a sex's own."""


@dataclass(frozen=True, eq=False)
class Made:
    """One indicator: `values` by level, years by areas by `SEXES`, NaN where a sex was not made.

    `status` in the same shape, as positions in `STATUSES`, of the levels where not all have a value; `counts` the
    numerators and denominators, in the same shape, of the levels that have them.
    """

    years: np.ndarray
    values: dict[Level, np.ndarray]
    status: dict[Level, np.ndarray] = field(default_factory=dict)
    counts: dict[Level, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """An indicator on its way: its recipe and years, and who lives in the municipalities.

    `people` are those it speaks of, years by municipalities by women and men; `inhabitants` are all, years by
    municipalities.
    """

    indicator: Indicator
    recipe: Recipe
    years: np.ndarray
    people: np.ndarray
    inhabitants: np.ndarray

    @property
    def everyone(self) -> np.ndarray:
        """Those it speaks of, women and men together."""
        return self.people.sum(axis=2)

    @property
    def limits(self) -> tuple[float, float]:
        """The natural limits of the indicator's unit."""
        return LIMITS.get(self.indicator.unit, (0.0, np.inf))

    def generator(self, what: str) -> np.random.Generator:
        """The random numbers of one step for this indicator."""
        return generator(self.indicator.slug, what)


def remainder(whole: float, parts: list[Made]) -> Made:
    """What `parts` leave of `whole`, in the years and levels of the first."""
    levels = parts[0].values
    return Made(parts[0].years, {level: whole - np.sum([p.values[level] for p in parts], axis=0) for level in levels})


def counted(slug: str) -> Made:
    """Whole persons: municipalities add up to counties, counties to the country, women and men to the total."""
    persons = population.counts(slug)
    both = np.concatenate([persons, persons.sum(axis=2, keepdims=True)], axis=2)
    lan = np.einsum("yks,kl->yls", both, country().membership)
    values = {Level.RIKET: both.sum(axis=1, keepdims=True), Level.LAN: lan, Level.KOMMUN: both}
    return Made(population.YEARS, values)


def measured(indicator: Indicator, recipe: Recipe) -> Made:
    """A measure calibrated to its anchors, for the sex or sexes that they are of; the other sexes follow from those."""
    years = np.arange(recipe.years[0], recipe.years[1] + 1)
    people = population.weights(indicator.population, years)
    case = Case(indicator, recipe, years, people, population.weights((), years).sum(axis=2))
    status = _status(case)
    anchors = {sex: [a for a in recipe.anchors if a.sex == sex] for sex in SEXES}
    calibrated = {sex: _calibrated(case, status, given, sex) for sex, given in anchors.items() if given}
    if Sex.T in calibrated:
        return Made(years, _split(case, calibrated[Sex.T]), {Level.KOMMUN: status})
    return Made(years, _together(case, calibrated), {Level.KOMMUN: status})


def _calibrated(case: Case, status: np.ndarray, anchors: list[Published], sex: Sex) -> dict[Level, np.ndarray]:
    """Values of one sex by level, years by areas; no municipalities where no anchor says how they range.

    A level that the anchors do not range is the weighted mean of its municipalities.
    """
    membership = country().membership
    scale = case.indicator.report_scale
    wanted = course(anchors, case.years, scale, case.limits, case.generator(f"course {sex}"))
    scores = _scores(case, sex)
    people = case.everyone if sex == Sex.T else case.people[:, :, SEXES.index(sex)]
    by_county = people @ membership
    values = {Level.RIKET: wanted.riket[:, None]}
    if wanted.lan is not None:
        values[Level.LAN] = bend((people * scores) @ membership / by_county, by_county, wanted.lan, wanted.riket)
    if wanted.kommun is not None:
        groups = membership if wanted.lan is not None else np.ones((len(membership), 1))
        means = values.get(Level.LAN, values[Level.RIKET])
        eligible = status[:, :, SEXES.index(sex)] == VALUE
        values[Level.KOMMUN] = spread(scores, people, groups, wanted.kommun, means, eligible)
        if wanted.lan is None:
            values[Level.LAN] = (people * values[Level.KOMMUN]) @ membership / by_county
    return values


def _scores(case: Case, sex: Sex) -> np.ndarray:
    """Years by municipalities: need, town and country, a field of the indicator's own, and chance in small places."""
    land, need, urban = country(), case.recipe.need, case.recipe.urban
    shared, own = case.generator("field"), case.generator(f"field {sex}")
    drift = standardised(land.need + 0.03 * (case.years - case.years[0])[:, None] * smooth(shared))
    rest = drifting(shared, case.years)
    if sex != Sex.T:
        rest = standardised((1 - OWN_SHARE) * rest + OWN_SHARE * drifting(own, case.years))
    structure = standardised(need * drift + urban * land.urban + np.sqrt(max(1 - need**2 - urban**2, 0.1)) * rest)
    return structure + case.recipe.noise * noise(own, case.inhabitants, case.recipe.memory)


def _split(case: Case, total: dict[Level, np.ndarray]) -> dict[Level, np.ndarray]:
    """Women and men on either side of the `total`, which is their mean weighted by people.

    The gap varies between places round the country's; no value passes the natural limits.
    """
    land, draw = country(), case.generator("gap")
    riket_gap = np.interp(case.years, [case.years[0], case.years[-1]], case.recipe.gap)[:, None]
    varied = 0.6 * drifting(draw, case.years) + 0.6 * noise(draw, case.inhabitants, case.recipe.memory)
    by_county = case.everyone @ land.membership
    values = {}
    for level, centre in total.items():
        people, gap = _gathered(case.people, level), riket_gap
        if level != Level.RIKET:
            local = varied if level == Level.KOMMUN else (case.everyone * varied) @ land.membership / by_county
            both_sexes = people.sum(axis=2)
            local = local - (both_sexes * local).sum(axis=1, keepdims=True) / both_sexes.sum(axis=1, keepdims=True)
            gap = riket_gap + GAP_SPREAD * centre.std(axis=1, keepdims=True) * local
        women = people[:, :, WOMEN] / people.sum(axis=2)
        gap = _within_limits(gap, centre, women, case.limits)
        values[level] = np.stack([centre + (1 - women) * gap, centre - women * gap, centre], axis=2)
    return values


def _within_limits(gap: np.ndarray, centre: np.ndarray, women: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """The gap, narrowed where women or men would pass a limit."""
    low, high = limits
    widest = np.minimum((high - centre) / (1 - women), (centre - low) / women)
    narrowest = -np.minimum((high - centre) / women, (centre - low) / (1 - women))
    return np.clip(gap, narrowest, widest)


def _together(case: Case, by_sex: dict[Sex, dict[Level, np.ndarray]]) -> dict[Level, np.ndarray]:
    """Women and men as calibrated, and their weighted mean where both are there."""
    values = {}
    for level in next(iter(by_sex.values())):
        people = _gathered(case.people, level)
        apart = [by_sex[sex][level] if sex in by_sex else np.full(people.shape[:2], np.nan) for sex in (Sex.K, Sex.M)]
        both_sexes = (np.stack(apart, axis=2) * people).sum(axis=2) / people.sum(axis=2)
        values[level] = np.stack([*apart, both_sexes], axis=2)
    return values


def _gathered(people: np.ndarray, level: Level) -> np.ndarray:
    """People of municipalities summed to `level`."""
    if level == Level.RIKET:
        return people.sum(axis=1, keepdims=True)
    return np.einsum("yks,kl->yls", people, country().membership) if level == Level.LAN else people


def _status(case: Case) -> np.ndarray:
    """Which municipalities have no value, years by municipalities by `SEXES`, as the recipe's shares say.

    The smallest have nothing to measure, mostly small ones take no part, and among the others the smallest are
    suppressed: by sex where women and men have values of their own, otherwise altogether.
    """
    years, n = case.inhabitants.shape
    status = np.full((years, n, len(SEXES)), VALUE)
    if not (case.recipe.missing or case.recipe.suppressed or case.recipe.not_applicable):
        return status
    draw = case.generator("status")
    size = np.log(case.inhabitants)
    willing = size + draw.standard_normal(n) + 0.3 * draw.standard_normal((years, n))
    hidden = np.array([WOMEN, MEN] if case.indicator.by_sex else [WOMEN, MEN, TOTAL])
    for year in range(years):
        absent = np.argsort(willing[year])[: round(n * case.recipe.missing)]
        present = np.argsort(size[year])[~np.isin(np.argsort(size[year]), absent)]
        status[year, absent] = MISSING
        status[year][np.ix_(present[: round(n * case.recipe.suppressed)], hidden)] = SUPPRESSED
        status[year, np.argsort(size[year])[: round(n * case.recipe.not_applicable)]] = NOT_APPLICABLE
    return status
