"""The first page in words: what stands out in a place, line by line, as HTML. Every text from data is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from halsogap.figures.class_labels import SIGNS
from halsogap.i18n import Words
from halsogap.model import Indicator, Sex

QUARTER = 0.25


def gap_line(row: Mapping[str, Any], indicator: Indicator, largest: float, words: Words) -> str:
    """One gap: both values, how much higher for whom, and a bar as long as the gap is among the `largest`."""
    higher = Sex.K if row["gap"] > 0 else Sex.M
    width = 100 * abs(row["score"]) / largest if largest else 0
    women, men = (words.value(row[name], indicator) for name in ("women", "men"))
    text = words(
        "start.gap_line",
        women=f'<b class="hg-K">{women}</b>',
        men=f'<b class="hg-M">{men}</b>',
        apart=_apart(row, indicator, words),
        higher=words(f"sex.{higher.lower()}"),
        year=row["period"],
    )
    return (
        f'<p class="hg-glance">{text}</p><div class="hg-bar hg-bar-{higher}"><i style="width:{width:.0f}%"></i></div>'
    )


def _apart(row: Mapping[str, Any], indicator: Indicator, words: Words) -> str:
    """How far apart the sexes are, in the way that such values are compared."""
    low, high = sorted((row["women"], row["men"]))
    if indicator.unit.relative and low > 0:
        return words("panel.percent", n=words.number((high / low - 1) * 100))
    return f"{words.number(high - low, indicator.decimals)} {words(f'unit.{indicator.unit}.diff')}".strip()


def standing_line(row: Mapping[str, Any], indicator: Indicator, words: Words) -> str:
    """One standing: the value, its place among all, and a dot on the way from the best to the worst."""
    kind = "best" if row["ahead"] <= QUARTER else "worst" if row["ahead"] > 1 - QUARTER else "middle"
    value = words.value(row["value"], indicator)
    sex = "" if row["sex"] == Sex.T else words("start.of_sex", sex=words(f"sex.{str(row['sex']).lower()}"))
    rank = words("map.rank", rank=words.number(row["rank"]), of=words.number(row["areas"]))
    text = words("start.standing_line", value=f"<b>{value}</b>{sex}", rank=rank, year=row["period"])
    sign = f'<span title="{words(f"kolada.{kind}")}" aria-hidden="true">{SIGNS[kind]}</span>'
    track = f'<div class="hg-track hg-{kind}"><i style="left:{100 * row["ahead"]:.0f}%"></i></div>'
    return f'<p class="hg-glance">{sign} {text}</p>{track}'


def start_finding(
    gaps: Sequence[Mapping[str, Any]],
    best: Sequence[Mapping[str, Any]],
    worst: Sequence[Mapping[str, Any]],
    indicators: Mapping[str, Indicator],
    words: Words,
) -> str:
    """The place's largest gap and the ends of its standings, the first row of each that has one: HTML."""
    texts = []
    for row in gaps[:1]:
        indicator = indicators[row["indicator"]]
        women, men = (words.value(row[name], indicator) for name in ("women", "men"))
        name, both = escape(words.of(indicator.short)), (f'<b class="hg-K">{women}</b>', f'<b class="hg-M">{men}</b>')
        texts.append(words("start.finding_gap", indicator=name, women=both[0], men=both[1]))
    for key, row in [*(("best", row) for row in best[:1]), *(("worst", row) for row in worst[:1])]:
        rank = words("map.rank", rank=words.number(row["rank"]), of=words.number(row["areas"]))
        name = escape(words.of(indicators[row["indicator"]].short))
        texts.append(words(f"start.finding_{key}", indicator=name, rank=f"<b>{rank}</b>"))
    return " ".join(texts) or escape(words("start.nothing"))
