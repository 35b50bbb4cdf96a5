"""What the page Tänk om says: the answer, how sure it is, where to start, and what it is worth, in words."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from halsogap.figures.whatif.reading import Reading, name_of
from halsogap.i18n import Words
from halsogap.model import Better, Level, Sex
from halsogap.rounding import rounded
from halsogap.stats.whatif.gains import how_many
from halsogap.stats.whatif.menu import Kind

MILLION, BILLION = 1e6, 1e9


def noun_of(reading: Reading, words: Words) -> str:
    """What is counted, in the plural: "vårdtillfällen för fall"."""
    if reading.indicator.people:
        return words.of(reading.indicator.people.noun)
    return words("whatif.people" if reading.answer.match.basis.proportion else "whatif.events")


def whole_number(value: float, words: Words) -> str:
    """A number of people or events, rounded to whole ones."""
    return words.number(value)


def areas_of(reading: Reading, words: Words) -> str:
    """The areas compared, in the plural."""
    return words(f"level.many_{reading.level}")


def headline(reading: Reading, words: Words) -> Markup:
    """The answer in one sentence, as HTML: people or events a year, and what they are worth."""
    answer, noun = reading.answer, noun_of(reading, words)
    goal, who = goal_of(reading, words), _who(reading, words)
    number = whole_number(answer.avoided, words)
    if rounded(answer.avoided) == 0:
        return words.markup("whatif.nothing", who=who[:1].upper() + who[1:], goal=goal)
    if answer.match.basis.proportion:
        kind = "fewer" if reading.indicator.better is Better.LOWER else "more"
        amount = _marked(words(f"whatif.amount_{kind}", n=number, noun=noun))
        what = words.markup(f"whatif.what_{kind}", amount=amount)
    else:
        what = words.markup("whatif.what_events", amount=_marked(f"{number} {noun}"))
    worth = words.markup("whatif.worth", sek=_marked(money(reading.worth.amount, words))) if reading.worth else ""
    share = reading.question.share
    way = "whole" if share == 1 else "half" if share == 0.5 else "part"
    return words.markup(f"whatif.if_{way}", who=who, goal=goal, what=what, worth=worth)


def goal_of(reading: Reading, words: Words) -> str:
    """What everyone is to reach: "nivån i Gävleborgs län"."""
    reference, chosen = reading.question.reference, reading.answer.match.chosen
    kind = Kind.AREA if reference.kind is Kind.BEST else reference.kind
    value = reading.answer.match.common_reference
    return words(
        f"whatif.goal.{kind}",
        area=words("finding.riket") if "0000" in chosen.areas else " · ".join(map(name_of, chosen.areas)),
        areas=areas_of(reading, words),
        one=words(f"level.one_{reading.level}"),
        value=words.value(value, reading.indicator) if value is not None else "",
    )


def _who(reading: Reading, words: Words) -> str:
    key = {Sex.T: "whatif.all", Sex.K: "whatif.all_women", Sex.M: "whatif.all_men"}[reading.question.sex]
    return words(key, areas=areas_of(reading, words))


def _marked(text: str) -> Markup:
    return Markup('<span class="hg-answer">{}</span>').format(text)


def sure(reading: Reading, words: Words) -> str:
    """How sure it is: the interval, and how much of it chance alone would show. Plain text."""
    answer = reading.answer
    interval = {"low": answer.interval.lower, "high": answer.interval.upper}
    parts = [
        words("whatif.between", **{end: whole_number(limit, words) for end, limit in interval.items()}),
        words(
            "whatif.chance_best" if reading.picks_one else "whatif.chance",
            n=whole_number(answer.avoided, words),
            chance=whole_number(answer.floor.mean, words),
            areas=areas_of(reading, words),
        ),
    ]
    if answer.chance_alone:
        parts.append(words("whatif.chance_alone", upper=whole_number(answer.floor.upper, words)))
    if reading.worth:
        parts.append(words("whatif.money_between", sek=money_range(reading.worth.low, reading.worth.high, words)))
    return " ".join(parts)


def best_is_lucky(reading: Reading, words: Words) -> str:
    """The warning that the single best municipality comes with; empty for all other references. Plain text."""
    answer = reading.answer
    if reading.level is not Level.KOMMUN or not reading.picks_one or not answer.avoided:
        return ""
    part = min(answer.floor.mean / answer.avoided, 1) * 100
    compared = words.number(len(answer.match.basis.codes))
    return words("whatif.best_kommun", n=compared, percent=words.number(part))


def where(reading: Reading, curved: pd.DataFrame, words: Words) -> str:
    """How few areas give half of it: `curved` as `stats.whatif.gains.curve`. Plain text."""
    if curved.empty:
        return words("whatif.where_none")
    few, first = how_many(curved), curved.iloc[0]
    return words(
        "whatif.where",
        few=words.number(few),
        n=words.number(len(reading.answer.match.basis.codes)),
        areas=areas_of(reading, words),
        first=name_of(first["area"]),
        percent=words.number(first["avoided"] / curved["avoided"].sum() * 100),
    )


def own_share(reading: Reading, words: Words) -> str:
    """What the chosen area's own share is, for its dialogue with the county; how to choose one where none is. Plain
    text."""
    rows = reading.rows
    chosen = rows[rows["area"] == reading.choice.area] if reading.choice.area else rows.iloc[:0]
    if chosen.empty:
        return words("whatif.share_choose")
    row = chosen.iloc[0]
    if pd.isna(row["avoided"]):
        return words("whatif.share_unknown", place=row["name"])
    if rounded(row["avoided"]) == 0:
        return words("whatif.share_none", place=row["name"])
    return words(
        "whatif.share",
        place=row["name"],
        n=whole_number(row["avoided"], words),
        noun=noun_of(reading, words),
        low=whole_number(row["lower"], words),
        high=whole_number(row["upper"], words),
        per_1000=words.number(row["per_1000"], 1),
        worth="" if pd.isna(row["sek"]) else words("whatif.worth", sek=money(float(row["sek"]), words)),
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
    return words("whatif.sek", n=words.number(rounded(sek, -3) if abs(sek) >= 10_000 else sek))
