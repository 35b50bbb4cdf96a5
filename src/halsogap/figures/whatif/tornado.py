"""Sensitivity: the answer with each factor at its lowest and highest, as rows, in words, and scaled for the chart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from halsogap.figures.whatif.reading import Reading
from halsogap.figures.whatif.sentences import MILLION, money, noun_of, whole_number
from halsogap.i18n import Words


@dataclass(frozen=True)
class Sensitivity:
    """`rows` are `stats.whatif.savings.tornado`'s with `label`, `said_low` and `said_high` in words; `in_money` whether
    they are in SEK, else in people or events."""

    rows: pd.DataFrame
    in_money: bool
    noun: str

    @property
    def scaled(self) -> pd.DataFrame:
        """The rows for the chart: in millions of SEK, or as they are."""
        by = MILLION if self.in_money else 1.0
        return self.rows[["label", "said_low", "said_high"]].join(self.rows[["low", "high", "base"]] / by)

    def unit(self, words: Words) -> str:
        """What the chart counts in."""
        return words("whatif.million", n="").strip() if self.in_money else self.noun

    def spoken(self, words: Words) -> str:
        """The rows in sentences."""
        return " ".join(
            words("whatif.tornado_row", label=label, low=self._amount(low, words), high=self._amount(high, words))
            for label, low, high in zip(self.rows["label"], self.rows["low"], self.rows["high"], strict=True)
        )

    def table(self, words: Words) -> pd.DataFrame:
        """One row a factor: what it is at either end, and what the answer is there."""
        columns = {
            "label": words("whatif.column.factor"),
            "said_low": words("whatif.column.at_low"),
            "low": words("whatif.low"),
            "said_high": words("whatif.column.at_high"),
            "high": words("whatif.high"),
        }
        return self.rows[list(columns)].round({"low": 1, "high": 1}).rename(columns=columns)

    def _amount(self, value: float, words: Words) -> str:
        return money(value, words) if self.in_money else whole_number(value, words)


def sensitivity(reading: Reading, words: Words) -> Sensitivity:
    """What the answer hangs on, the most first; no rows where nothing changes it."""
    table = reading.sensitivity
    rows = table.assign(
        label=[words(f"whatif.factor.{factor}") for factor in table["factor"]],
        said_low=[_end(reading, f, at, words) for f, at in zip(table["factor"], table["at_low"], strict=True)],
        said_high=[_end(reading, f, at, words) for f, at in zip(table["factor"], table["at_high"], strict=True)],
    )
    return Sensitivity(rows, reading.cost is not None, noun_of(reading, words))


def _end(reading: Reading, factor: str, at: object, words: Words) -> str:
    """A factor at its lowest or highest, in a few words."""
    if factor == "reference":
        name = str(at).partition(":")[0]
        key = f"whatif.kind.{name}_{reading.level}"
        # Without what the menu says of it in brackets: there is no room beside a bar.
        return words(key if key in words else f"whatif.kind.{name}").partition(" (")[0]
    if factor == "share":
        return words("panel.percent", n=words.number(float(str(at)) * 100))
    if factor == "population":
        return str(at)
    return words.number(float(str(at)))
