"""The finding in words: generated, so right for every indicator, place, sex, direction and missing value.

The sentences are HTML with the two sexes' numbers in their colours.
"""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup, escape

from halsogap.figures.markup import of_sex, spaced, strong
from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.rounding import rounded
from halsogap.stats.map_view import MapView, View
from halsogap.stats.tolerance import close, no_spread
from halsogap.units import Unit


def finding(
    indicator: Indicator,
    period: int,
    view: View,
    national: dict[Sex, float],
    words: Words,
    *,
    whole: str | None = None,
    place: str | None = None,
    place_values: dict[Sex, float] | None = None,
    instead: str = "",
) -> Markup:
    """One or two sentences on the country (or another whole), and on the chosen place where there is one, as HTML.

    Parameters
    ----------
    indicator, period, view
        What is shown.
    national, place_values
        Values by sex; a sex that is absent or NaN has none.
    whole
        Whose values `national` are, where it is not the country.
    place
        The name of the chosen area, or None.
    instead
        What to say besides where there is no value of the whole, such as `lowest_and_highest` gives: plain text.
    """
    if view is View.TOTAL:
        value = national.get(Sex.T, math.nan)
        texts = [_national_total(indicator, period, value, whole, words)]
        if math.isnan(value):
            texts.append(escape(instead))
        if not indicator.by_sex:
            texts.append(words.markup("finding.by_sex_missing"))
        return spaced(texts)
    women, men = national.get(Sex.K, math.nan), national.get(Sex.M, math.nan)
    texts = [_national_sexes(indicator, period, women, men, whole, words)]
    if math.isnan(women) and math.isnan(men):
        texts.append(escape(instead))
    if place and place_values:
        texts.append(_place(indicator, place, place_values, words))
    return spaced(texts)


def lowest_and_highest(indicator: Indicator, level: Level, views: list[MapView], names: pd.Series, words: Words) -> str:
    """A sentence a sex on its lowest and highest area, as plain text: what there is to say without a whole.

    Empty for a gap, and where fewer than two areas differ.
    """
    sexes = [map_view for map_view in views if map_view.id in tuple(Sex)]
    key = "finding.extremes_sex" if len(sexes) > 1 else "finding.extremes_pane"
    return " ".join(filter(None, (extremes(indicator, level, map_view, names, words, key=key) for map_view in sexes)))


def extremes(
    indicator: Indicator,
    level: Level,
    map_view: MapView,
    names: pd.Series,
    words: Words,
    key: str = "finding.extremes_pane",
) -> str:
    """A sentence on a map view's lowest and highest area, as plain text; empty where fewer than two areas differ."""
    values = map_view.values.dropna()
    if len(values) < 2 or no_spread(values):
        return ""
    many = words(f"level.many_{level}")

    def places(value: float) -> str:
        same = names[values.index[close(values.astype("float64"), value)]]
        return str(same.iloc[0]) if len(same) == 1 else f"{len(same)} {many}"

    low, high = float(values.min()), float(values.max())
    return words(
        key,
        sex=words(f"sex.{map_view.id.lower()}"),
        n=len(values),
        areas=many,
        low_place=places(low),
        low=words.value(low, indicator),
        high_place=places(high),
        high=words.value(high, indicator),
    )


def _national_total(indicator: Indicator, period: int, value: float, whole: str | None, words: Words) -> Markup:
    if math.isnan(value):
        return _no_whole(indicator, period, whole, words)
    fields = {"value": strong(words.value(value, indicator)), "per": _per(indicator, words)}
    return words.markup("finding.total", **fields, whole=_whole(whole, words))


def _no_whole(indicator: Indicator, period: int, whole: str | None, words: Words) -> Markup:
    if whole:
        return words.markup("finding.no_whole", whole=whole)
    if indicator.own:
        return words.markup("brought.no_national", year=period)
    return words.markup("finding.no_national", publisher=indicator.source.name, year=period)


def _whole(whole: str | None, words: Words) -> Markup:
    return escape(whole or words("finding.riket"))


def _national_sexes(
    indicator: Indicator, period: int, women: float, men: float, whole: str | None, words: Words
) -> Markup:
    fields = {
        "whole": _whole(whole, words),
        "women": _coloured("K", women, indicator, words),
        "men": _coloured("M", men, indicator, words),
    }
    if math.isnan(women) and math.isnan(men):
        return _no_whole(indicator, period, whole, words)
    if math.isnan(men):
        return words.markup("finding.one_woman", **fields)
    if math.isnan(women):
        return words.markup("finding.one_man", **fields)
    if rounded(women, indicator.decimals) == rounded(men, indicator.decimals):
        return words.markup("finding.sexes_same", **fields)
    higher = words.markup("sex.k" if women > men else "sex.m")
    if indicator.unit.relative and min(women, men) > 0:
        percent = words.number(_percent_apart(women, men))
        return words.markup(
            "finding.sexes_amount", **fields, per=_per(indicator, words), percent=percent, higher=higher
        )
    diff = words.number(abs(women - men), indicator.decimals)
    return words.markup(
        "finding.sexes_percent", **fields, diff=diff, unit=words(f"unit.{indicator.unit}.diff"), higher=higher
    )


def _place(indicator: Indicator, place: str, values: dict[Sex, float], words: Words) -> Markup:
    women, men = values.get(Sex.K, math.nan), values.get(Sex.M, math.nan)
    if math.isnan(women) or math.isnan(men):
        return Markup("")
    if rounded(women, indicator.decimals) == rounded(men, indicator.decimals):
        return words.markup("finding.place_same", place=place)
    higher = words.markup("sex.k" if women > men else "sex.m")
    if indicator.unit.relative and min(women, men) > 0:
        percent = words.number(_percent_apart(women, men))
        return words.markup("finding.place_percent", place=place, percent=percent, higher=higher)
    diff = words.number(abs(women - men), indicator.decimals)
    return words.markup(
        "finding.place_diff", place=place, diff=diff, unit=words(f"unit.{indicator.unit}.diff"), higher=higher
    )


def _percent_apart(women: float, men: float) -> float:
    low, high = sorted((women, men))
    return (high / low - 1) * 100


def _per(indicator: Indicator, words: Words) -> str:
    return words("finding.per") if indicator.unit == Unit.PER_100000 else ""


def _coloured(sex: str, value: float, indicator: Indicator, words: Words) -> Markup:
    return of_sex(sex, words.value(value, indicator)) if not math.isnan(value) else Markup("")
