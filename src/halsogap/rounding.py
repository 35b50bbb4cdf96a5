"""A number as it is shown: what lies on the edge between two printed numbers does so whatever its last bits are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RESIDUE = 1e-11
"""Numbers computed from others of a known size are the same when they differ by less than this part of that size."""

Numbers = npt.NDArray[np.floating]


def steps(values: npt.ArrayLike, decimals: int) -> Numbers:
    """Values in whole steps of the last decimal that is shown: 87.34 with one decimal is 873. NaN stays.

    A value half-way between two steps, but for its last bits, goes to the even one, as in IEEE 754 and `round`.
    """
    scaled = np.asarray(values, dtype="float64") * 10.0**decimals
    twice = 2 * scaled
    halves = np.rint(twice)
    return np.rint(np.where(np.abs(twice - halves) <= RESIDUE * np.abs(twice), halves / 2, scaled))


def rounded(value: float, decimals: int = 0) -> float:
    """One value as it is shown with so many decimals, as `steps` has it; NaN and infinity stay."""
    twice = 2 * value * 10.0**decimals
    if not np.isfinite(twice):
        return float(value)
    halves = round(twice)
    whole = round((halves if abs(twice - halves) <= RESIDUE * abs(twice) else twice) / 2)
    return float(whole / 10**decimals if decimals >= 0 else whole * 10**-decimals)
