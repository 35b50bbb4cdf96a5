"""Class schemes for maps: an object with breaks, counts and class numbers, so that drawing never recomputes them.

Schemes come from mapclassify (Rey and others; Fisher 1958 and Jenks 1977 for natural breaks). "Kolada" is Kolada's
own reading: the best quarter, the middle half and the worst quarter of the areas, by the favourable direction.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from halsogap.model import Better
from halsogap.stats.tolerance import RELATIVE, RESIDUE, Numbers, above, at_least, levelled


class Scheme(StrEnum):
    """How values are cut into classes."""

    QUANTILES = "quantiles"
    FISHER_JENKS = "fisher_jenks"
    EQUAL_INTERVAL = "equal_interval"
    STANDARD_DEVIATION = "standard_deviation"
    KOLADA = "kolada"


class Reading(StrEnum):
    """What the order of the classes means: plain amounts, best to worst, or around a neutral point."""

    SEQUENTIAL = "sequential"
    BEST_TO_WORST = "best_to_worst"
    DIVERGING = "diverging"


@dataclass(frozen=True)
class Classes:
    """Classes of a set of values.

    `upper` are the upper limits, ascending, inclusive, one a class; `low` and `high` the extremes of the values;
    `counts` how many values each class holds; `reading` what the order means. For `BEST_TO_WORST` the classes still
    ascend by value; `favourable_first` says whether the lowest class is the best (None where no direction is known).
    """

    upper: tuple[float, ...]
    low: float
    high: float
    counts: tuple[int, ...]
    reading: Reading
    favourable_first: bool | None = None

    def __len__(self) -> int:
        return len(self.upper)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The limits between classes: one fewer than the classes."""
        return self.upper[:-1]

    def of(self, values: npt.ArrayLike) -> npt.NDArray[np.int8]:
        """The class number of each value, 0 for the lowest class; -1 where the value is missing.

        A value on a limit but for its last bits is on it, so that no limit parts areas whose values are the same.
        """
        numbers = np.asarray(values, dtype="float64")
        places = _places(numbers, self.breaks, max(abs(self.low), abs(self.high)))
        return np.where(np.isnan(numbers), -1, places).astype(np.int8)


def classify(values: npt.ArrayLike, scheme: Scheme, *, k: int = 6, better: Better = Better.UNKNOWN) -> Classes | None:
    """Cut `values` into at most `k` classes; None where there is no value at all.

    Parameters
    ----------
    values
        All the values that share the scale (both maps' pooled); NaN is ignored.
    scheme
        How to cut. `kolada` gives three classes, `standard_deviation` as many as the spread asks for.
    k
        How many classes, 2 to 9. Fewer come out where there are fewer different values.
    better
        The favourable direction, for Kolada's reading.
    """
    numbers = np.asarray(values, dtype="float64")
    numbers = levelled(numbers[~np.isnan(numbers)])
    if not len(numbers):
        return None
    upper = _upper_limits(numbers, scheme, k)
    reading = Reading.BEST_TO_WORST if scheme is Scheme.KOLADA and better is not Better.UNKNOWN else Reading.SEQUENTIAL
    favourable_first = better is Better.LOWER if reading is Reading.BEST_TO_WORST else None
    return _classes(numbers, upper, reading, favourable_first)


def classify_gap(values: npt.ArrayLike, *, neutral: float, scheme: Scheme, k: int = 7) -> Classes | None:
    """Cut gaps into classes that mirror each other around `neutral` (0 for a difference, 1 for a ratio).

    The distances from the neutral point are cut by `scheme` and mirrored, so that equally large gaps in either
    direction have equally strong colours; the middle class holds the smallest gaps, in both directions. Ratios are
    mirrored on the logarithmic scale, where twice and half are equally far. A class stays where no area is in it, so
    that a colour always has its counterpart. There are at most `k` classes, always an odd number.
    """
    numbers = np.asarray(values, dtype="float64")
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return None
    ratio = neutral == 1
    if ratio:
        numbers = numbers[numbers > 0]
        if not len(numbers):
            return None
    numbers = levelled(numbers)
    distances = levelled(np.abs(np.log(numbers) if ratio else numbers - neutral), scale=1.0 if ratio else 0.0)
    cut = scheme if scheme not in (Scheme.KOLADA, Scheme.STANDARD_DEVIATION) else Scheme.QUANTILES
    half = _upper_limits(distances, cut, k // 2 + 1)[:-1]
    mirrored = [*(-d for d in reversed(half)), *half]
    limits = [math.exp(d) if ratio else neutral + d for d in mirrored]
    highest = max(float(numbers.max()), *limits[-1:], neutral)
    return _classes(numbers, [*limits, highest], Reading.DIVERGING, None)


def _upper_limits(numbers: Numbers, scheme: Scheme, k: int) -> list[float]:
    """Ascending, different upper limits; the last is the highest value."""
    distinct = np.unique(numbers)
    k = min(k, len(distinct))
    highest = float(distinct[-1])
    if k == 1:
        return [highest]
    if scheme is Scheme.KOLADA:
        limits = np.quantile(numbers, [0.25, 0.75])
    elif scheme is Scheme.QUANTILES:
        # As mapclassify.Quantiles has them (a test holds this). The first map of a process is cut so, and need not wait
        # a second for mapclassify to import scikit-learn.
        limits = np.quantile(numbers, np.arange(1, k) / k)
    else:
        import mapclassify

        with warnings.catch_warnings():
            # Heavily tied values make mapclassify say that it found fewer classes; we keep those that differ, below.
            warnings.simplefilter("ignore")
            if scheme is Scheme.FISHER_JENKS:
                limits = mapclassify.FisherJenks(numbers, k).bins
            elif scheme is Scheme.EQUAL_INTERVAL:
                limits = mapclassify.EqualInterval(numbers, k).bins
            else:
                limits = mapclassify.StdMean(numbers).bins
    limits = levelled(np.asarray(limits, dtype="float64"))
    inside = [float(one) for one in np.unique(limits) if at_least(one, distinct[0]) and above(highest, one)]
    return [*inside, highest]


def _places(numbers: Numbers, breaks: Sequence[float], size: float) -> npt.NDArray[np.intp]:
    """Which class each number belongs to: that of the lowest limit that it does not pass by more than its last bits."""
    limits = np.asarray(breaks, dtype="float64")
    slack = np.maximum(RELATIVE * np.abs(limits), RESIDUE * size)
    return np.searchsorted(limits + slack, numbers, side="left")


def _classes(numbers: Numbers, upper: list[float], reading: Reading, favourable_first: bool | None) -> Classes:
    size = float(np.abs(numbers).max())
    counts = np.bincount(_places(numbers, upper[:-1], size), minlength=len(upper))
    return Classes(
        upper=tuple(upper),
        low=float(numbers.min()),
        high=float(numbers.max()),
        counts=tuple(int(n) for n in counts),
        reading=reading,
        favourable_first=favourable_first,
    )
