"""What the page Tänk om says: the answer, how sure it is, where to start, and what it is worth, in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Better, Indicator, Level, Sex
from halsogap.stats.whatif.answer import Answer, Question
from halsogap.stats.whatif.gains import how_many
from halsogap.stats.whatif.references import Kind, Reference
from halsogap.stats.whatif.savings import Saving

MILLION, BILLION = 1e6, 1e9


@dataclass(frozen=True)
class Told:
    """A question and its answer, as what is said of them needs them."""

    indicator: Indicator
    level: Level
    question: Question
    answer: Answer
    worth: Saving | None
    words: Words

    @property
    def noun(self) -> str:
        """What is counted, in the plural: "vårdtillfällen för fall"."""
        if self.indicator.people:
            return self.words.of(self.indicator.people.noun)
        return self.words("whatif.people" if self.answer.match.basis.proportion else "whatif.events")

    def number(self, value: float) -> str:
        """A number of people or events, rounded to whole ones."""
        return self.words.number(round(value))

    @property
    def areas(self) -> str:
        """The areas compared, in the plural."""
        return self.words(f"level.many_{self.level}")


def name_of(code: str) -> str:
    """An area's name; its code where it has none here."""
    return area_index()[code].name if code in area_index() else code


def headline(told: Told) -> str:
    """The answer in one sentence, as HTML: people or events a year, and what they are worth."""
    words, answer = told.words, told.answer
    goal, who = escape(goal_of(told)), escape(_who(told))
    if round(answer.avoided) == 0:
        return words("whatif.nothing", who=who[:1].upper() + who[1:], goal=goal)
    amount = _marked(f"{told.number(answer.avoided)} {told.noun}")
    if told.answer.match.basis.proportion:
        kind = "fewer" if told.indicator.better is Better.LOWER else "more"
        amount = _marked(words(f"whatif.amount_{kind}", n=told.number(answer.avoided), noun=told.noun))
        what = words(f"whatif.what_{kind}", amount=amount)
    else:
        what = words("whatif.what_events", amount=amount)
    worth = words("whatif.worth", sek=_marked(money(told.worth.amount, words))) if told.worth else ""
    way = "whole" if told.question.share == 1 else "half" if told.question.share == 0.5 else "part"
    return words(f"whatif.if_{way}", who=who, goal=goal, what=what, worth=worth)


def goal_of(told: Told) -> str:
    """What everyone is to reach: "nivån i Gävleborgs län"."""
    words, reference, chosen = told.words, told.question.reference, told.answer.match.chosen
    kind = Kind.AREA if reference.kind is Kind.BEST else reference.kind
    value = told.answer.match.common_reference
    return words(
        f"whatif.goal.{kind}",
        area=words("finding.riket") if "0000" in chosen.areas else " · ".join(map(name_of, chosen.areas)),
        areas=told.areas,
        one=words(f"level.one_{told.level}"),
        value=words.value(value, told.indicator) if value is not None else "",
    )


def _who(told: Told) -> str:
    sex = told.question.sex
    key = {Sex.T: "whatif.all", Sex.K: "whatif.all_women", Sex.M: "whatif.all_men"}[sex]
    return told.words(key, areas=told.areas)


def _marked(text: str) -> str:
    return f'<span class="hg-answer">{escape(text)}</span>'


def sure(told: Told) -> str:
    """How sure it is: the interval, and how much of it chance alone would show."""
    words, answer = told.words, told.answer
    said = [
        words("whatif.between", low=told.number(answer.interval.lower), high=told.number(answer.interval.upper)),
        words(
            "whatif.chance_best" if picks_one(told.question.reference, told) else "whatif.chance",
            n=told.number(answer.avoided),
            chance=told.number(answer.floor.mean),
            areas=told.areas,
        ),
    ]
    if answer.chance_alone:
        said.append(words("whatif.chance_alone", upper=told.number(answer.floor.upper)))
    if told.worth:
        said.append(words("whatif.money_between", sek=money_range(told.worth.low, told.worth.high, words)))
    return " ".join(said)


def picks_one(reference: Reference, told: Told) -> bool:
    """Whether the reference is the single best of the areas compared, chosen as such or by name."""
    if reference.kind is Kind.BEST:
        return True
    basis, chosen = told.answer.match.basis, told.answer.match.chosen
    if reference.kind is not Kind.AREA or chosen.areas[0] not in basis.codes:
        return False
    burdens = basis.sign * basis.rates
    return bool(burdens[basis.codes == chosen.areas[0]][0] <= burdens.min())


def where(told: Told, curved: pd.DataFrame) -> str:
    """How few areas give half of it."""
    if curved.empty:
        return told.words("whatif.where_none")
    few, first = how_many(curved), curved.iloc[0]
    return told.words(
        "whatif.where",
        few=told.words.number(few),
        n=told.words.number(len(told.answer.match.basis.codes)),
        areas=told.areas,
        first=name_of(first["area"]),
        percent=told.words.number(first["avoided"] / curved["avoided"].sum() * 100),
    )


def own_share(told: Told, row: pd.Series, sek: float | None) -> str:
    """What one area's own share is, for its dialogue with the county."""
    words = told.words
    if pd.isna(row["avoided"]):
        return words("whatif.share_unknown", place=name_of(row["area"]))
    if round(row["avoided"]) == 0:
        return words("whatif.share_none", place=name_of(row["area"]))
    return words(
        "whatif.share",
        place=name_of(row["area"]),
        n=told.number(row["avoided"]),
        noun=told.noun,
        low=told.number(row["lower"]),
        high=told.number(row["upper"]),
        per_1000=words.number(row["per_1000"], 1),
        worth=words("whatif.worth", sek=money(sek, words)) if sek else "",
    )


def money_range(low: float, high: float, words: Words) -> str:
    """Two amounts as they are said aloud, the unit once where they share it: "384–576 miljoner kronor"."""
    if low >= MILLION and high < BILLION:
        return words("whatif.million", n=f"{words.number(low / MILLION)}–{words.number(high / MILLION)}")
    return f"{money(low, words)}–{money(high, words)}"


def money(sek: float, words: Words) -> str:
    """An amount as it is said aloud: "479 miljoner kronor", "1,1 miljarder kronor"."""
    if abs(sek) >= BILLION:
        return words("whatif.billion", n=words.number(sek / BILLION, 1))
    if abs(sek) >= MILLION:
        return words("whatif.million", n=words.number(sek / MILLION, 0 if abs(sek) >= 10 * MILLION else 1))
    return words("whatif.sek", n=words.number(round(sek, -3) if abs(sek) >= 10_000 else sek))
