"""What the what-if page shows, read and computed once a rerun: the answer, what it is worth, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from halsogap.costs import UnitCost
from halsogap.errors import Unanswerable
from halsogap.figures.address import Selection
from halsogap.figures.whatif.choices import Choices
from halsogap.geography import area_index
from halsogap.model import Indicator, Level, Sex
from halsogap.reading import whatif
from halsogap.reading.reader import Reader
from halsogap.stats.tolerance import at_least
from halsogap.stats.whatif.answer import Answer, Question
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.menu import Kind
from halsogap.stats.whatif.savings import Saving, saving


@dataclass(frozen=True)
class Reading:
    """A question and its answer.

    `evidence` is what is known of the indicator at the level; `cost` what an event costs, None where nothing is said in
    money; `cost_refused` why the amount that was typed in is not used, empty where it is.
    """

    choices: Choices
    reader: Reader
    indicator: Indicator
    evidence: Evidence
    question: Question
    answer: Answer
    cost: UnitCost | None
    cost_refused: str = ""

    @property
    def choice(self) -> Selection:
        """Indicator, year, level and chosen area."""
        return self.choices.selection

    @property
    def level(self) -> Level:
        """The level of the areas compared."""
        return self.choice.level

    @property
    def year(self) -> int:
        """The year of the rates."""
        return self.question.year

    @property
    def worth(self) -> Saving | None:
        """What the avoided would be worth; None where nothing is said in money."""
        return saving(self.answer.interval, self.cost) if self.cost else None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The answer's rows (`Answer.rows`) with `name`, `before` (the rate of the year beside, NaN for none) and
        `sek` (NaN where nothing is said in money)."""
        rows = self.answer.rows()
        against = self.choices.against or 0
        before, _ = self.evidence.beside(rows["area"].to_numpy(dtype=str), self.level, against, self.question.sex)
        per_event = self.cost.amount if self.cost and self.answer.avoided else float("nan")
        return rows.assign(name=rows["area"].map(name_of), before=before, sek=rows["avoided"] * per_event)

    @cached_property
    def by_sex(self) -> Mapping[Sex, Answer]:
        """The total's answer with women's and men's, each against their own: read from the source, never one less the
        other. Empty where another sex than the total is asked of, or the indicator has none; a sex without an answer
        is absent."""
        if not self.indicator.by_sex or self.question.sex is not Sex.T:
            return {}
        answers = {Sex.T: self.answer}
        for sex in (Sex.K, Sex.M):
            try:
                answers[sex] = whatif.answer(self.reader, self.evidence, replace(self.question, sex=sex))
            except Unanswerable:
                continue  # that sex has no value, or is there already: the row would hold no number
        return answers

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """What the answer is most sensitive to, as `stats.whatif.savings.tornado` gives."""
        return whatif.sensitivity(self.reader, self.evidence, self.question, self.cost)

    @property
    def picks_one(self) -> bool:
        """Whether the reference is the single best of the areas compared, chosen as such or by name."""
        reference = self.question.reference
        if reference.kind is Kind.BEST:
            return True
        basis, chosen = self.answer.match.basis, self.answer.match.chosen
        if reference.kind is not Kind.AREA or chosen.areas[0] not in basis.codes:
            return False
        burdens = basis.sign * basis.rates
        return at_least(float(burdens.min()), float(burdens[basis.codes == chosen.areas[0]][0]))


def reading(choices: Choices, reader: Reader) -> Reading:
    """Read what the what-if page shows.

    Raises
    ------
    BadInput
        The question cannot be asked.
    Unanswerable
        It has no answer that holds: no population, no counts, no direction, no reference.
    """
    choice = choices.selection
    evidence = whatif.evidence(reader, choice.indicator, choice.level)
    question = Question(choice.period or 0, choices.sex, choices.reference, choices.share)
    answer = whatif.answer(reader, evidence, question)
    cost, refused = None, ""
    try:
        cost = choices.unit_cost()
    except Unanswerable as error:
        refused = error.message
    return Reading(choices, reader, evidence.indicator, evidence, question, answer, cost, refused)


def name_of(code: str) -> str:
    """An area's name; its code where it has none here."""
    return area_index()[code].name if code in area_index() else code
