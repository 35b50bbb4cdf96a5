"""How sure a what-if is: the interval and the noise floor, by parametric bootstrap.

Everything is drawn anew in every draw: the areas' counts (Poisson for rates of events, binomial for shares of people),
the reference's, and with them the choice of the reference. Leaving the reference's own chance out, as RightCare's test
did, finds differences that are not there (Dropkin 2018, doi 10.1093/pubmed/fdx136).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.stats.areal.smoothing import empirical_bayes
from halsogap.stats.intervals import Interval
from halsogap.stats.tolerance import cleaned
from halsogap.stats.whatif.evidence import Basis, Numbers
from halsogap.stats.whatif.references import Chosen

DRAWS = 10_000
SEED = 20_231_128
"""Fixed, so that the same view gives the same numbers."""

CELLS = 60_000
"""How many rates are held at a time: draws are made in pieces, so that memory stays small and near the processor."""

MANY = 50
"""From how many events on a Poisson count is drawn by its normal power; below, exactly."""

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class NoiseFloor:
    """What areas that all had one rate would seem to avoid by chance alone: `mean`, and `upper`, its 95th percentile.

    In the same units as the estimate that it stands beside.
    """

    mean: float
    upper: float

    def times(self, factor: float) -> NoiseFloor:
        """The floor in another unit, or of a part of the way."""
        return NoiseFloor(self.mean * factor, self.upper * factor)


@dataclass(frozen=True, eq=False)
class Simulation:
    """What the draws say.

    `interval` is that of the sum, about what data of this size show; `floor` the noise floor; `errors` the standard
    error of each area's own (n); `true` the sum with chance's part taken out, at least 0.
    """

    interval: Interval
    floor: NoiseFloor
    errors: Numbers
    true: float


def excess(burdens: Numbers, reference: Numbers, people: Numbers, per: float) -> Numbers:
    """People or events beyond the reference: population × (rate − reference) / per, negative where there are fewer.

    Parameters
    ----------
    burdens, reference
        Rates with the sign that makes more worse, shapes (..., n) and (..., n) or (..., 1).
    people, per
        Persons (n), and the rates' base.
    """
    return people * (burdens - reference) / per


def simulate(basis: Basis, chosen: Chosen, *, draws: int = DRAWS, seed: int = SEED) -> Simulation:
    """Interval and noise floor of the whole way to the reference.

    The interval is a basic bootstrap interval (Davison and Hinkley 1997, section 5.2) centred on the draws' own mean:
    it is about what data of this size show on average, with chance's part in it. It is on the same footing as the
    noise floor, so that interval less floor covers zero where all areas are alike; plain percentiles of the draws
    would not, for they count chance twice. For the same reason draws are made round the areas' empirical Bayes rates
    (Marshall 1991), which spread as areas truly do, and not round the observed ones, which spread by chance as well.

    What is true is what is seen less the draws' bias: by how much the sum of a draw exceeds, on average, that of the
    rates it was drawn round (Efron and Tibshirani 1993, section 10.3), which here lie as far apart as areas truly do.
    It comes without an interval: none was found that covers the truth as often as it says for every reference, with
    areas alike and areas differing.

    The noise floor draws all areas from one rate: that of all together, or a fixed reference itself.

    Parameters
    ----------
    basis, chosen
        The areas and the reference among them.
    draws
        How many times everything is drawn anew.
    seed
        The same seed gives the same numbers, on any number of processors.
    """
    burdens, others = basis.sign * basis.rates, basis.sign * chosen.others
    observed = _gain(burdens, others, basis, chosen)
    likely, as_apart = (basis.per * rates for rates in _likely(basis))
    totals, errors = _totals(basis, chosen, likely, chosen.others, draws=draws, seed=seed, by_chance=False)
    low, high = np.quantile(totals, (0.025, 0.975))
    mean = totals.mean()
    gained = _gain(basis.sign * as_apart, others, basis, chosen)
    again, _ = _totals(basis, chosen, as_apart, chosen.others, draws=max(draws // 5, 1), seed=seed + 2, by_chance=False)
    alike = basis.common_rate if chosen.fixed is None else chosen.fixed
    same, same_others = np.full_like(basis.rates, alike), np.full_like(chosen.others, alike)
    chance, _ = _totals(basis, chosen, same, same_others, draws=draws, seed=seed + 1, by_chance=True)
    return Simulation(
        interval=Interval(float(observed), float(max(observed - (high - mean), 0)), float(observed + (mean - low))),
        floor=NoiseFloor(float(chance.mean()), float(np.quantile(chance, 0.95))),
        errors=errors,
        true=float(max(observed - (again.mean() - gained), 0)),
    )


def _gain(burdens: Numbers, others: Numbers, basis: Basis, chosen: Chosen) -> float:
    """The sum over the areas of what each has beyond the reference, those below it counted as 0."""
    return float(np.maximum(excess(burdens, chosen.choose(burdens, others), basis.people, basis.per), 0).sum())


def _likely(basis: Basis) -> tuple[Numbers, Numbers]:
    """The areas' empirical Bayes rates or shares (n), as parts of 1, with the variance of what chance draws them by.

    And the same set as far apart as areas truly lie: each by itself, the rates are the likeliest, but together they lie
    nearer to each other than the areas do (Louis 1984, "Estimating a population of parameter values"). With the square
    root of the shrinkage in its place, areas of every size spread as much as all do.
    """
    events = basis.rates / basis.per * basis.exposure
    if basis.proportion:
        # A share rounded up may come out as more people than there are.
        events = np.minimum(events, basis.exposure)
    counts, of = pd.Series(events, basis.codes), pd.Series(basis.exposure, basis.codes)
    rates = empirical_bayes(counts, of, share=basis.proportion).to_numpy()
    middle, raw = counts.sum() / of.sum(), events / basis.exposure
    # Half-way, in the geometric mean, between where it was seen and where it most likely is.
    apart = middle + np.sign(raw - middle) * np.sqrt(np.maximum((raw - middle) * (rates - middle), 0))
    return rates, apart


def _totals(
    basis: Basis, chosen: Chosen, rates: Numbers, others: Numbers, *, draws: int, seed: int, by_chance: bool
) -> tuple[Numbers, Numbers]:
    """The avoided sum of each draw (draws), and the standard error of each area's own excess (n)."""
    choose, weight = chosen.by_chance if by_chance else chosen.choose, basis.people / basis.per
    # What is drawn must not hang on the last bits of what it is drawn round.
    rates, others, exposure = cleaned(rates), cleaned(others), cleaned(basis.exposure)

    def piece(job: tuple[int, np.random.SeedSequence]) -> tuple[Numbers, Numbers]:
        count, own_seed = job
        generator = np.random.default_rng(own_seed)
        over = _burdens(rates, exposure, basis, count, generator)
        over -= choose(over, _burdens(others, cleaned(chosen.others_exposure), basis, count, generator))
        # An area that the reference is not asked of is endlessly far below it: its variance means nothing.
        with np.errstate(invalid="ignore"):
            variance = np.zeros(len(rates)) if by_chance else over.var(axis=0, dtype=float)
        return np.maximum(over, 0, out=over) @ weight.astype(over.dtype), count / draws * variance

    with ThreadPoolExecutor(2) as pool:
        totals, variances = zip(*pool.map(piece, _jobs(draws, len(rates), seed)), strict=True)
        return np.concatenate(totals).astype(float), weight * np.sqrt(sum(variances))


def _jobs(draws: int, areas: int, seed: int) -> Iterator[tuple[int, np.random.SeedSequence]]:
    """The draws in pieces, each with a seed of its own."""
    size = max(1, CELLS // areas)
    counts = [min(size, draws - start) for start in range(0, draws, size)]
    return zip(counts, np.random.SeedSequence(seed).spawn(len(counts)), strict=True)


def _burdens(rates: Numbers, exposure: Numbers, basis: Basis, count: int, generator: np.random.Generator) -> Numbers:
    """Rates (count, n) as chance might have made them, with the sign that makes more worse."""
    drawn = (_shares if basis.proportion else _events)(rates, exposure, basis.per, count, generator)
    return drawn if basis.sign > 0 else np.negative(drawn, out=drawn)


def _shares(rates: Numbers, exposure: Numbers, per: float, count: int, generator: np.random.Generator) -> Numbers:
    """Binomial: how many of so many people."""
    people = np.maximum(np.round(exposure), 1).astype(np.int64)
    return generator.binomial(people, np.clip(rates / per, 0, 1), (count, len(rates))) / people * per


def _events(rates: Numbers, exposure: Numbers, per: float, count: int, generator: np.random.Generator) -> Numbers:
    """Poisson: how many events in so many person-years."""
    events, unit = rates / per * exposure, per / exposure
    # X^(2/3) of a Poisson X is normal but for a trifle, with mean m^(2/3) (1 - 1/9m) and deviation 2/3 m^(1/6)
    # (Anscombe 1953): three times as fast as drawing X. `unit` turns events into a rate on the way.
    many = np.maximum(events, MANY)
    scale = unit ** (2 / 3)
    centre, width = scale * many ** (2 / 3) * (1 - 1 / (9 * many)), scale * 2 / 3 * many ** (1 / 6)
    drawn = generator.standard_normal((count, len(rates)), dtype=np.float32)
    drawn *= width.astype(np.float32)
    drawn += centre.astype(np.float32)
    drawn *= np.sqrt(drawn)
    few = events < MANY
    if few.any():
        drawn[:, few] = generator.poisson(events[few], (count, few.sum())) * unit[few]
    return drawn
