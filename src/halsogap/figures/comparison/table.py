"""The rows behind the comparison, and those that do better than their conditions predict."""

from __future__ import annotations

import pandas as pd

from halsogap.figures.comparison.sentences import sureness
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Indicator


def comparison_rows(
    pairs: pd.DataFrame, expected: pd.DataFrame, x: str, y: str, legend: str, words: Words
) -> pd.DataFrame:
    """Every area, under the language's own column names.

    Parameters
    ----------
    pairs
        One row an area: `code`, `name`, `parent`, `x`, `y`, `people`, `third`.
    expected
        `expected`, `lower`, `upper`, `ahead`, `sure`, with the same index; areas may be lacking.
    x, y, legend
        What the axes and the thirds are of.
    """
    counties = {code: place.name for code, place in area_index().items()}
    rows = pairs.join(expected[["expected", "lower", "upper", "ahead", "sure"]])
    return pd.DataFrame(
        {
            words("export.code"): rows["code"],
            words("export.area"): rows["name"],
            words("export.county"): rows["parent"].map(counties).where(rows["parent"] != "0000", ""),
            x: rows["x"],
            y: rows["y"],
            words("comparison.third_of", condition=legend): rows["third"].map(
                lambda third: words(f"comparison.{third}")
            ),
            words("comparison.people"): rows["people"],
            words("comparison.expected"): rows["expected"],
            words("comparison.expected_low"): rows["lower"],
            words("comparison.expected_high"): rows["upper"],
            words("comparison.ahead"): rows["ahead"],
            words("comparison.probability"): rows["sure"],
        }
    )


def best_rows(best: pd.DataFrame, x: Indicator, y: Indicator, legend: str, words: Words) -> pd.DataFrame:
    """The areas ahead, as they are read: values in words, and how sure it is that they are."""
    return pd.DataFrame(
        {
            words("gap.area"): best["name"],
            words("comparison.column_value"): [words.value(value, y) for value in best["y"]],
            words("comparison.expected"): [words.value(value, y) for value in best["expected"]],
            words("comparison.column_ahead"): [words.number(value, y.decimals, signed=True) for value in best["ahead"]],
            words("comparison.how_sure"): [sureness(probability, words) for probability in best["sure"]],
            words.of(x.short): [words.value(value, x) for value in best["x"]],
            words("comparison.third_of", condition=legend): [words(f"comparison.{third}") for third in best["third"]],
        }
    )
