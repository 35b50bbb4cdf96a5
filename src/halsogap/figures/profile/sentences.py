"""What a profile says in sentences: who lives there, how the place stands, and each of its strengths and needs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from halsogap.figures.markup import of_sex, spaced, strong
from halsogap.figures.profile.table import years_text
from halsogap.i18n import Words
from halsogap.model import Indicator, Sex
from halsogap.stats.profile import Standing


def people_sentence(place: str, people: tuple[int, dict[Sex, float]] | None, words: Words) -> Markup:
    """How many live in the place, as HTML with women and men in their colours; empty where nobody knows."""
    if people is None or Sex.T not in people[1]:
        return Markup("")
    year, by_sex = people
    fields = {"place": place, "year": year, "n": strong(words.number(by_sex[Sex.T]))}
    if not {Sex.K, Sex.M} <= by_sex.keys():
        return words.markup("profile.people_total", **fields)
    women, men = (of_sex(sex, words.number(by_sex[sex])) for sex in (Sex.K, Sex.M))
    return words.markup("profile.people", **fields, women=women, men=men)


def standing_sentence(standings: Counter[Standing], whole: str, words: Words) -> Markup:
    """How many indicators are better, worse and like the whole's, as HTML."""
    mixed = standings[Standing.MIXED]
    of = sum(standings.values()) - mixed
    counts = {str(standing): strong(words.number(standings[standing])) for standing in Standing}
    key = "judged" if of > 1 else "judged_one" if of else "none_judged"
    texts = [words.markup(f"profile.{key}", **{"of": of, **counts, "whole": whole})]
    if mixed:
        texts.append(words.markup("profile.mixed") if mixed == 1 else words.markup("profile.mixed_many", n=mixed))
    return spaced(texts)


def notable_sentences(
    notable: pd.DataFrame, table: pd.DataFrame, indicators: Mapping[str, Indicator], whole: str, kind: str, words: Words
) -> list[Markup]:
    """A sentence on each strength or need, as HTML.

    Parameters
    ----------
    notable
        Rows of `table` (what `stats.profile.profile` gives), as `strengths_and_needs` chose them.
    whole
        The name of what the place is measured against.
    kind
        What the areas it is ranked among are called: "kommuner".
    """
    return [_notable(row, table, indicators[row["indicator"]], whole, kind, words) for _, row in notable.iterrows()]


def _value(value: float, indicator: Indicator, words: Words) -> str:
    """A value that no line break parts from its unit."""
    return words.value(value, indicator).replace(" ", "\u00a0")


def _notable(row: pd.Series, table: pd.DataFrame, indicator: Indicator, whole: str, kind: str, words: Words) -> Markup:
    sex = Sex(row["sex"])
    names = {
        "indicator": strong(words.of(indicator.short)),
        "value": _value(row["value"], indicator, words),
        "reference": _value(row["reference"], indicator, words),
        "per": words("finding.per") if indicator.unit == "per_100000" else "",
        "whole": whole,
        "year": years_text(row["period"], row["years"]),
    }
    if sex is Sex.T:
        text = words.markup("profile.notable", **names)
        by_sex = table[(table["indicator"] == indicator.slug) & (table["sex"] != Sex.T)].set_index("sex")["value"]
        women, men = (float(by_sex.get(one, math.nan)) for one in (Sex.K, Sex.M))
        if not (math.isnan(women) or math.isnan(men)):
            listed = {
                one: Markup('<span class="hg-{}">{}</span>').format(one, _value(v, indicator, words))
                for one, v in (("K", women), ("M", men))
            }
            text += " " + words.markup("profile.notable_sexes", women=listed["K"], men=listed["M"])
    else:
        text = words.markup("profile.notable_one", **names, sex=words.markup(f"sex.{sex.lower()}"))
    if not pd.isna(row["rank"]):
        ranked = {"rank": words.number(row["rank"]), "of": words.number(row["areas"])}
        text += " " + words.markup("profile.notable_rank", **ranked, areas=kind)
    if not pd.isna(row["apart"]) and row["apart"]:
        text += " " + words.markup("profile.notable_sure")
    return text
