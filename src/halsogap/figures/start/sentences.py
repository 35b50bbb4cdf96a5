"""The first page in words: what stands out in a place, line by line, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from halsogap.figures.class_labels import SIGNS
from halsogap.figures.markup import of_sex, spaced, strong
from halsogap.i18n import Words
from halsogap.model import Indicator, Sex

QUARTER = 0.25


def gap_line(row: Mapping[str, Any], indicator: Indicator, largest: float, words: Words) -> Markup:
    """One gap: both values, how much higher for whom, and a bar as long as the gap is among the `largest`."""
    higher = Sex.K if row["gap"] > 0 else Sex.M
    width = 100 * abs(row["score"]) / largest if largest else 0
    women, men = (words.value(row[name], indicator) for name in ("women", "men"))
    text = words.markup(
        "start.gap_line",
        women=of_sex("K", women),
        men=of_sex("M", men),
        apart=_apart(row, indicator, words),
        higher=words(f"sex.{higher.lower()}"),
        year=row["period"],
    )
    bar = Markup('<div class="hg-bar hg-bar-{}"><i style="width:{:.0f}%"></i></div>').format(higher, width)
    return Markup('<p class="hg-glance">{}</p>').format(text) + bar


def _apart(row: Mapping[str, Any], indicator: Indicator, words: Words) -> str:
    """How far apart the sexes are, in the way that such values are compared."""
    low, high = sorted((row["women"], row["men"]))
    if indicator.unit.relative and low > 0:
        return words("panel.percent", n=words.number((high / low - 1) * 100))
    return f"{words.number(high - low, indicator.decimals)} {words(f'unit.{indicator.unit}.diff')}".strip()


def standing_line(row: Mapping[str, Any], indicator: Indicator, words: Words) -> Markup:
    """One standing: the value, its place among all, and a dot on the way from the best to the worst."""
    kind = "best" if row["ahead"] <= QUARTER else "worst" if row["ahead"] > 1 - QUARTER else "middle"
    value = words.value(row["value"], indicator)
    sex = "" if row["sex"] == Sex.T else words("start.of_sex", sex=words(f"sex.{str(row['sex']).lower()}"))
    rank = words("map.rank", rank=words.number(row["rank"]), of=words.number(row["areas"]))
    text = words.markup("start.standing_line", value=strong(value) + sex, rank=rank, year=row["period"])
    sign = Markup('<span title="{}" aria-hidden="true">{}</span>').format(words(f"kolada.{kind}"), SIGNS[kind])
    track = Markup('<div class="hg-track hg-{}"><i style="left:{:.0f}%"></i></div>').format(kind, 100 * row["ahead"])
    return Markup('<p class="hg-glance">{} {}</p>{}').format(sign, text, track)


def start_finding(
    gaps: Sequence[Mapping[str, Any]],
    best: Sequence[Mapping[str, Any]],
    worst: Sequence[Mapping[str, Any]],
    indicators: Mapping[str, Indicator],
    words: Words,
) -> Markup:
    """The place's largest gap and its strongest and weakest standing, as far as it has them, as HTML."""
    texts = []
    for row in gaps[:1]:
        indicator = indicators[row["indicator"]]
        women, men = (words.value(row[name], indicator) for name in ("women", "men"))
        name, both = words.of(indicator.short), (of_sex("K", women), of_sex("M", men))
        texts.append(words.markup("start.finding_gap", indicator=name, women=both[0], men=both[1]))
    for key, row in [*(("best", row) for row in best[:1]), *(("worst", row) for row in worst[:1])]:
        rank = words.markup("map.rank", rank=words.number(row["rank"]), of=words.number(row["areas"]))
        name = words.of(indicators[row["indicator"]].short)
        texts.append(words.markup(f"start.finding_{key}", indicator=name, rank=strong(rank)))
    return spaced(texts) or words.markup("start.nothing")
