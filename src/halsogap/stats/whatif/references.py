"""Whom everyone is asked to match: the best, a mean of the best, a percentile, the alike, a target, the other sex.

The menu follows the field: best areas, the 10th percentile (County Health Rankings), the best five of an area's similar
areas (NHS RightCare), the country, a published target, and a number of the user's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from halsogap.errors import BadInput, NoReference, WrongSide
from halsogap.model import RIKET_CODE, Better, Level, Sex
from halsogap.stats.tolerance import levelled, subtract
from halsogap.stats.whatif.evidence import Basis, Evidence, Numbers
from halsogap.stats.whatif.menu import OF_ONE_SEX, Kind, Reference

BEST_OF_PEERS = 5
"""How many of an area's similar areas the mean is taken of: the best five (NHS RightCare)."""

TENTH = 10.0
"""The percentile counted from the favourable end (County Health Rankings)."""


Choose = Callable[[Numbers, Numbers], Numbers]
"""From `burdens` of shape (..., n) and `others` of shape (..., m), the reference: shape (..., 1), or (..., n).

A burden is a rate with the sign that makes more of it worse. `others` are rates from outside the areas compared.
"""


@dataclass(frozen=True, eq=False)
class Chosen:
    """A reference bound to its evidence: what it is now, and how it is chosen again in rates drawn at random.

    Attributes
    ----------
    choose
        How it is chosen among rates, observed or drawn.
    by_chance
        How the same choice is made where all areas are alike: whoever is named after its place in the order
        (Gävleborg, the best) is then whoever has that place.
    others, others_exposure
        Rates (m) from outside the areas compared (a county among municipalities, the country, the other sex) and the
        person-years behind them; empty where there are none.
    fixed
        A reference that no chance moves (a target, a number); None for the others.
    areas
        Codes of the areas whose mean it is: one, three, or none where no few areas can be named.
    """

    choose: Choose
    by_chance: Choose
    others: Numbers
    others_exposure: Numbers
    fixed: float | None = None
    areas: tuple[str, ...] = ()

    def of(self, basis: Basis) -> Numbers:
        """The reference (n) of each area, in the value's unit; NaN for an area that it cannot be asked of."""
        burden = self.choose(basis.sign * basis.rates, basis.sign * self.others)
        return basis.sign * np.broadcast_to(np.where(np.isfinite(burden), burden, np.nan), basis.rates.shape)


NOTHING: Numbers = np.empty(0)


def bind(reference: Reference, evidence: Evidence, basis: Basis, year: int, sex: Sex) -> tuple[Basis, Chosen]:
    """The reference among the areas of `basis`, and the basis of the areas that it can be asked of.

    Raises
    ------
    NoReference
        The area, country, target, other sex or similar areas have no value that year.
    WrongSide
        A target or number lies where every area already is, or is none that a rate can be.
    BadInput
        Women are asked to match men in a basis that is not of women, or the reverse.
    """
    burdens, kind = levelled(basis.sign * basis.rates), reference.kind
    if kind in (Kind.BEST, Kind.BEST_THREE):
        most = min(1 if kind is Kind.BEST else 3, len(burdens))
        best = basis.codes[np.argsort(burdens, kind="stable")[:most]]
        return basis, _same(_mean_of_lowest(most), areas=tuple(best.tolist()))
    if kind is Kind.TENTH:
        return basis, _same(lambda b, _: np.percentile(b, TENTH, axis=-1, keepdims=True))
    if kind is Kind.PEERS:
        return _peers(evidence, basis)
    if kind is Kind.AREA and reference.area in basis.codes:
        at = int(np.flatnonzero(basis.codes == reference.area)[0])
        place = int((burdens < burdens[at]).sum())
        return basis, Chosen(
            lambda b, _: b[..., at : at + 1],
            lambda b, _: np.partition(b, place, axis=-1)[..., place : place + 1],
            NOTHING,
            NOTHING,
            areas=(reference.area,),
        )
    if kind in (Kind.AREA, Kind.COUNTRY):
        return basis, _outside(RIKET_CODE if kind is Kind.COUNTRY else reference.area, evidence, year, sex)
    if kind in OF_ONE_SEX:
        return _other_sex(kind, evidence, basis, year, sex)
    if kind is Kind.TARGET:
        return basis, _fixed(target_rate(evidence, sex), evidence, basis)
    if kind is Kind.NUMBER and reference.number is not None:
        return basis, _fixed(reference.number, evidence, basis)
    raise NotImplementedError(f"No way to choose the reference {reference} is written down here.")


def target_rate(evidence: Evidence, sex: Sex) -> float:
    """The published target in the value's unit: the country's value in the baseline year, moved as the target says.

    Women's and men's targets start from their own baselines.

    Raises
    ------
    NoReference
        The indicator has no target, or the country has no value in its baseline year.
    WrongSide
        The target asks for what is known to be unfavourable.
    """
    indicator, target = evidence.indicator, evidence.indicator.target
    if target is None:
        raise NoReference(f"{indicator.name.sv!r} has no published target.", "Choose another reference.")
    if (target.direction == "decrease") is not (indicator.better is Better.LOWER):
        raise WrongSide(
            f"The target of {indicator.name.sv!r} is to {target.direction} what is better {indicator.better}.",
            "Correct `target` or `better` in the catalogue.",
        )
    baseline, _ = evidence.beside(np.array([RIKET_CODE]), Level.RIKET, target.baseline_year, sex)
    if np.isnan(baseline[0]):
        raise NoReference(
            f"The target of {indicator.name.sv!r} starts from the country's value of {target.baseline_year}, "
            "which is not stored.",
            "Fetch it with `halsogap sync`, or choose another reference.",
        )
    step = target.delta / indicator.report_scale
    return float(baseline[0] - step if target.direction == "decrease" else baseline[0] + step)


def _same(choose: Choose, *, areas: tuple[str, ...] = ()) -> Chosen:
    """A choice made among the areas alone, by chance as by merit."""
    return Chosen(choose, choose, NOTHING, NOTHING, areas=areas)


def _mean_of_lowest(count: int) -> Choose:
    def choose(burdens: Numbers, _: Numbers) -> Numbers:
        if count == 1:
            return burdens.min(axis=-1, keepdims=True)
        return np.partition(burdens, count - 1, axis=-1)[..., :count].mean(axis=-1, keepdims=True)

    return choose


def _peers(evidence: Evidence, basis: Basis) -> tuple[Basis, Chosen]:
    """The mean of the best five of each area's similar areas.

    Areas with fewer than five with a value are not asked (their reference is endlessly bad), but others may still be
    asked to match them.
    """
    known = set(basis.codes.tolist())
    with_value = {code: [p for p in evidence.peers.get(code, ()) if p in known and p != code] for code in known}
    asked = np.array([len(with_value[code]) >= BEST_OF_PEERS for code in basis.codes.tolist()])
    if not asked.any():
        raise NoReference(
            f"No area at level {evidence.level} has {BEST_OF_PEERS} similar areas with a value.",
            "Kolada's similar areas are municipalities: choose that level, or another reference.",
        )
    size = max(len(similar) for similar in with_value.values())
    place = {code: position for position, code in enumerate(basis.codes.tolist())}
    last = len(basis.codes)
    table = np.full((last, size), last)
    for code, similar in with_value.items():
        table[place[code], : len(similar)] = [place[p] for p in similar]

    def choose(burdens: Numbers, _: Numbers) -> Numbers:
        never = np.full((*burdens.shape[:-1], 1), np.inf)
        similar = np.concatenate([burdens, never], axis=-1)[..., table]
        return np.partition(similar, BEST_OF_PEERS - 1, axis=-1)[..., :BEST_OF_PEERS].mean(axis=-1)

    return basis, _same(choose)


def _outside(code: str, evidence: Evidence, year: int, sex: Sex) -> Chosen:
    """An area that is not among those compared: the country, or a county for municipalities."""
    level = evidence.level_of(code)
    rate, exposure = evidence.beside(np.array([code]), level, year, sex) if level else (NOTHING, NOTHING)
    if not level or np.isnan(rate).any() or np.isnan(exposure).any():
        raise NoReference(
            f"The reference area {code!r} has no value of {evidence.indicator.name.sv!r} in {year} ({sex}).",
            "Choose an area that has one, or the best, the 10th percentile or a number.",
        )
    return Chosen(_first_other, _first_other, rate, exposure, areas=(code,))


def _first_other(_: Numbers, others: Numbers) -> Numbers:
    return others[..., :1]


def _other_sex(kind: Kind, evidence: Evidence, basis: Basis, year: int, sex: Sex) -> tuple[Basis, Chosen]:
    changing, model = OF_ONE_SEX[kind]
    if sex is not changing:
        raise BadInput(f"The reference {kind} is asked of {changing}, not of {sex}.", f"Choose sex {changing}.")
    rates, exposure = evidence.beside(basis.codes, evidence.level, year, model)
    both = ~np.isnan(rates) & ~np.isnan(exposure)
    if not both.any():
        raise NoReference(
            f"{evidence.indicator.name.sv!r} has no values by sex for {evidence.level} in {year}.",
            "Choose a year or an indicator that is published for women and men.",
        )
    return basis.only(both), Chosen(_all_others, _all_others, rates[both], exposure[both])


def _all_others(_: Numbers, others: Numbers) -> Numbers:
    return others


def _fixed(number: float, evidence: Evidence, basis: Basis) -> Chosen:
    unit, name = evidence.indicator.unit, evidence.indicator.name.sv
    if number < 0 or (basis.proportion and number > basis.per):
        raise WrongSide(f"A target of {number:g} is none that {name!r} ({unit}) can have.", "Type one that it can.")
    if not (basis.sign * subtract(basis.rates, number) > 0).any():
        worst = basis.sign * (basis.sign * basis.rates).max()
        raise WrongSide(
            f"The target {number:g} lies on the wrong side: all areas of {name!r} are there or beyond, "
            f"the least favourable at {worst:g}.",
            f"Type a target that is {'below' if basis.better is Better.LOWER else 'above'} {worst:g}.",
        )
    burden = basis.sign * number

    def choose(burdens: Numbers, _: Numbers) -> Numbers:
        return np.full((*burdens.shape[:-1], 1), burden)

    return Chosen(choose, choose, NOTHING, NOTHING, fixed=number)
