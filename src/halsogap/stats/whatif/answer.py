"""What would it be worth if everyone matched the reference? The answer, by area and together, with how sure it is.

avoided(area) = people × (rate − reference) / per, in the unfavourable direction only: an area at or beyond the
reference contributes 0. Women and men are answered apart, each from their own rates; they are never made to sum to the
total.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from halsogap.errors import BadInput
from halsogap.model import Sex
from halsogap.stats.intervals import Interval
from halsogap.stats.tolerance import at_least, close, no_spread
from halsogap.stats.whatif.evidence import Basis, Evidence, Numbers
from halsogap.stats.whatif.menu import Kind, Reference
from halsogap.stats.whatif.references import Chosen, bind
from halsogap.stats.whatif.simulation import DRAWS, SEED, NoiseFloor, Z, excess, simulate

BEST = Reference(Kind.BEST)


@dataclass(frozen=True)
class Question:
    """What is asked: of which year and sex, who matches whom, and how far.

    Attributes
    ----------
    year, sex
        Whose rates.
    reference
        Whom to match.
    share
        How much of the way everyone goes, above 0 and at most 1.
    population_year
        The year whose population the answer is counted in; the rates' own where it is None.
    """

    year: int
    sex: Sex = Sex.T
    reference: Reference = field(default=BEST)
    share: float = 1.0
    population_year: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise BadInput(f"The share of the way cannot be {self.share:g}.", "Choose more than 0 and at most 1.")


@dataclass(frozen=True, eq=False)
class Match:
    """The point answer, without how sure it is.

    Attributes
    ----------
    basis, chosen
        The areas compared, and the reference among them.
    share
        How much of the way is gone.
    reference
        What each area is asked to match (n), in the value's unit.
    avoided
        People or events a year that each area would avoid (or win, where higher is better): (n), NaN where the
        reference cannot be asked of it.
    """

    basis: Basis
    chosen: Chosen
    share: float
    reference: Numbers
    avoided: Numbers

    @property
    def total(self) -> float:
        """The sum over areas, people or events a year."""
        return float(np.nansum(self.avoided))

    @property
    def common_reference(self) -> float | None:
        """The reference where all areas have the same; None where each has its own."""
        asked = self.reference
        return float(asked[0]) if np.isfinite(asked).all() and no_spread(asked) else None


@dataclass(frozen=True, eq=False)
class Answer:
    """The whole answer, for the share of the way asked for.

    Attributes
    ----------
    match
        The point answer and what it rests on.
    interval
        People or events a year, with 95 % limits.
    floor
        What identical areas would seem to avoid by chance, in the same unit.
    errors
        Standard errors of the areas' own (n), people or events a year.
    true
        The same with chance's part taken out, without an interval (see `simulation.simulate`).
    """

    match: Match
    interval: Interval
    floor: NoiseFloor
    errors: Numbers
    true: float

    @property
    def avoided(self) -> float:
        """People or events a year."""
        return self.interval.value

    @property
    def chance_alone(self) -> bool:
        """True where chance alone would often show as much: the estimate is not above the noise floor's 95th."""
        return at_least(self.floor.upper, self.avoided)

    def rows(self) -> pd.DataFrame:
        """One row an area, in the order of the basis.

        `area` (code), `rate`, `rate_lower`, `rate_upper` (with 95 % limits, Byar's or Wilson's), `reference` (in the
        value's unit), `people`, `avoided`, `lower`, `upper` (people or events a year with normal 95 % limits) and
        `per_1000` (avoided per 1 000 people).
        """
        match, basis = self.match, self.match.basis
        over = match.share * excess(
            basis.sign * basis.rates, basis.sign * match.reference, basis.people, basis.per
        )  # not cut at 0: an area just below the reference may in truth be above
        return pd.DataFrame(
            {
                "area": basis.codes,
                "rate": basis.rates,
                "rate_lower": [limits.lower for limits in basis.intervals()],
                "rate_upper": [limits.upper for limits in basis.intervals()],
                "reference": match.reference,
                "people": basis.people,
                "avoided": match.avoided,
                "lower": np.maximum(over - Z * self.errors, 0),
                "upper": np.maximum(over + Z * self.errors, 0),
                "per_1000": match.avoided / basis.people * 1000,
            }
        )


def match(evidence: Evidence, question: Question) -> Match:
    """The point answer to a question.

    Raises
    ------
    Unanswerable
        There is no population, no value of the reference, or the target is on the wrong side (see `Evidence`,
        `references.bind`).
    BadInput
        A sex is asked to match itself.

    Notes
    -----
    As SKR (2023, figure 28) and County Health Rankings' and NHS RightCare's "what if all matched".
    """
    basis = evidence.basis(question.year, question.sex, population_year=question.population_year)
    basis, chosen = bind(question.reference, evidence, basis, question.year, question.sex)
    reference = chosen.of(basis)
    # Who is at the reference but for the last bits of a mean is there, and has nothing to gain.
    reference = np.where(close(reference, basis.rates), basis.rates, reference)
    over = excess(basis.sign * basis.rates, basis.sign * reference, basis.people, basis.per)
    return Match(basis, chosen, question.share, reference, question.share * np.maximum(over, 0))


def what_if(evidence: Evidence, question: Question, *, draws: int = DRAWS, seed: int = SEED) -> Answer:
    """The answer to a question, with its interval and noise floor.

    Parameters
    ----------
    evidence
        The indicator's published rows and its population's.
    question
        What is asked.
    draws, seed
        Of the simulation; the same seed gives the same numbers.

    Raises
    ------
    Unanswerable, BadInput
        As `match`.
    """
    matched = match(evidence, question)
    made, share = simulate(matched.basis, matched.chosen, draws=draws, seed=seed), question.share
    interval = Interval(matched.total, made.interval.lower * share, made.interval.upper * share)
    return Answer(matched, interval, made.floor.times(share), made.errors * share, made.true * share)
