"""Which numbers are the same: no verdict, class, rank or sentence may hang on the last bits of a computed number.

A sum comes out a trifle different in another order or on another processor, and 84.2 - 84.0 is not 0.2. So what differs
by less than a billionth is tied (`close`, `levelled`, `no_spread`), what is left when numbers of a size are subtracted
is no difference (`subtract`). What is printed of a number is `rounding`'s.
The unavoidable error of sums and products is some 1e-15 of their parts (Higham 2002, Accuracy and Stability of
Numerical Algorithms, chapters 3-4); published values differ by far more than a billionth, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from halsogap.rounding import RESIDUE

if TYPE_CHECKING:
    import pandas as pd

RELATIVE = 1e-9
"""Numbers that differ by less than this part of the larger are tied."""

DIGITS = 12
"""How many significant digits of a number are heard: the ones after are residue."""

Numbers = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]
Many = TypeVar("Many", "pd.Series", Numbers)

# Every function below takes numbers, arrays or Series, and gives the like. NaN is close to nothing, not even NaN.


@overload
def close(first: float, second: float, *, scale: float = ...) -> bool: ...
@overload
def close(first: pd.Series, second: float | pd.Series, *, scale: float = ...) -> pd.Series: ...
@overload
def close(first: Numbers, second: float | Numbers, *, scale: float = ...) -> Flags: ...
def close(first: Any, second: Any, *, scale: float = 0.0) -> Any:
    """Whether two numbers are the same but for their last bits.

    `scale` is the size of the numbers that both were computed from, where that is larger: a difference of two values
    near 80 is known to within 1e-11 of 80, however small it is.
    """
    with np.errstate(invalid="ignore"):
        near = np.abs(first - second) <= _slack(first, second, scale)
    result = (first == second) | (near & np.isfinite(first) & np.isfinite(second))
    return bool(result) if np.ndim(result) == 0 else result


@overload
def above(first: float, second: float, *, scale: float = ...) -> bool: ...
@overload
def above(first: pd.Series, second: float | pd.Series, *, scale: float = ...) -> pd.Series: ...
@overload
def above(first: Numbers, second: float | Numbers, *, scale: float = ...) -> Flags: ...
def above(first: Any, second: Any, *, scale: float = 0.0) -> Any:
    """Whether the first is greater by more than its last bits; `scale` as in `close`."""
    result = (first > second) & ~np.asarray(close(first, second, scale=scale))
    return bool(result) if np.ndim(result) == 0 else result


@overload
def at_least(first: float, second: float, *, scale: float = ...) -> bool: ...
@overload
def at_least(first: pd.Series, second: float | pd.Series, *, scale: float = ...) -> pd.Series: ...
@overload
def at_least(first: Numbers, second: float | Numbers, *, scale: float = ...) -> Flags: ...
def at_least(first: Any, second: Any, *, scale: float = 0.0) -> Any:
    """Whether the first is greater than the second or tied with it; `scale` as in `close`."""
    result = (first >= second) | np.asarray(close(first, second, scale=scale))
    return bool(result) if np.ndim(result) == 0 else result


def within(lower: float, value: float, upper: float) -> bool:
    """Whether a value lies between two limits, or on one of them but for the last bits of either."""
    slack = RELATIVE * max(abs(lower), abs(value), abs(upper))
    return lower - slack <= value <= upper + slack


@overload
def subtract(first: float, second: float, *, scale: float = ...) -> float: ...
@overload
def subtract(first: pd.Series, second: float | pd.Series, *, scale: float = ...) -> pd.Series: ...
@overload
def subtract(first: Numbers, second: float | Numbers, *, scale: float = ...) -> Numbers: ...
def subtract(first: Any, second: Any, *, scale: float = 0.0) -> Any:
    """The first minus the second, without residue: 0 where they are close, else to the last digit heard of the larger.

    So 84.2 - 84.0 is 0.2, as 50.2 - 50.0 is, and the two differences are tied. `scale` as in `close`.
    """
    apart = first - second
    size = np.maximum(np.abs(first), np.abs(second))
    difference = np.where(close(first, second, scale=scale), 0.0, _to_digits(np.asarray(apart, dtype=float), size))
    return _like(apart, difference) if np.ndim(apart) else float(difference)


def no_spread(values: npt.ArrayLike, *, scale: float = 0.0) -> bool:
    """Whether all values are the same but for their last bits (so for none, or one); NaN takes no part."""
    numbers = np.asarray(values, dtype="float64")
    numbers = numbers[~np.isnan(numbers)]
    return len(numbers) < 2 or close(float(numbers.max()), float(numbers.min()), scale=scale)


def cleaned(values: Many) -> Many:
    """Values without what stands after the digits heard: the same numbers, whatever their last bits were."""
    numbers = np.asarray(values, dtype="float64")
    result: Many = _like(values, _to_digits(numbers, np.abs(numbers)))
    return result


def levelled(values: Many, *, scale: float = 0.0) -> Many:
    """Values in which those that are tied are exactly equal: to be ranked, sorted, counted and compared.

    Neighbours in order that are close have the value of the lowest among them, `cleaned`. NaN and infinity are as they
    were; `scale` as in `close`.
    """
    numbers = np.asarray(values, dtype="float64")
    result = numbers.copy()
    finite = np.isfinite(numbers)
    ordered, places = np.unique(numbers[finite], return_inverse=True)
    if len(ordered):
        begins = np.concatenate([[True], np.diff(ordered) > _slack(ordered[1:], ordered[:-1], scale)])
        lowest = cleaned(ordered[begins])
        lowest[np.abs(lowest) <= RESIDUE * scale] = 0.0
        result[finite] = lowest[np.cumsum(begins) - 1][places]
    like_input: Many = _like(values, result)
    return like_input


def order(values: Many, *, falling: bool = False) -> npt.NDArray[np.intp]:
    """The positions of values in rising (or falling) order: those that are tied stay as they stood, NaN is last."""
    tied = levelled(np.asarray(values, dtype="float64"))
    return np.argsort(-tied if falling else tied, kind="stable")


def _slack(first: Any, second: Any, scale: float) -> Any:
    """By how much two numbers may differ and yet be tied."""
    return np.maximum(RELATIVE * np.maximum(np.abs(first), np.abs(second)), RESIDUE * scale)


def _to_digits(numbers: Numbers, size: Any) -> Numbers:
    """Numbers rounded to the last digit heard of another number each, their `size` (at least 0)."""
    known = np.isfinite(numbers) & np.isfinite(size) & (np.asarray(size) > 0)
    digits = np.floor(np.log10(np.where(known, size, 1.0)))
    power = 10.0 ** np.clip(DIGITS - 1 - digits, -300, 300)
    rounded: Numbers = np.where(known, np.rint(numbers * power) / power, numbers)
    return rounded


def _like(values: Any, numbers: Numbers) -> Any:
    """`numbers` as a Series with the index and name of `values`, where that is one."""
    if isinstance(values, np.ndarray):
        return numbers
    return type(values)(numbers, index=values.index, name=values.name)
