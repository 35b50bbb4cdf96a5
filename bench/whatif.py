"""How fast the what-if's simulation is, beside a plain Python loop that does the same. Prints one JSON line, last.

    python bench/whatif.py

    draws, areas    10,000 draws of 290 municipalities: rates drawn anew, the reference chosen again, the sum taken,
                    once for the interval and once for the noise floor
    median_ms       the vectorised simulation that the page uses (median of several)
    loop_ms         the same in plain Python, one area of one draw at a time, in the same run; a part of the draws is
                    made and its time scaled
    times           loop_ms over median_ms
    same            whether both find the same mean noise floor, within what chance allows

The municipalities are made up: sizes spread as Sweden's, one rate of falls in three years.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import time

import numpy as np

from halsogap.model import Better
from halsogap.stats.whatif.evidence import Basis
from halsogap.stats.whatif.references import NOTHING, Chosen
from halsogap.stats.whatif.simulation import DRAWS, simulate

AREAS, ROUNDS, LOOP_DRAWS = 290, 7, 100
RATE, PER, YEARS = 6_000.0, 100_000.0, 3


def main() -> None:
    """Measure, and print."""
    basis = _municipalities()
    chosen = Chosen(
        lambda b, _: b.min(axis=-1, keepdims=True), lambda b, _: b.min(axis=-1, keepdims=True), NOTHING, NOTHING
    )
    simulate(basis, chosen, draws=100)  # what is made once a process
    times, floor = [], 0.0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        floor = simulate(basis, chosen).floor.mean
        times.append((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    looped = _loop(basis, LOOP_DRAWS)
    loop_ms = (time.perf_counter() - began) * 1000 * DRAWS / LOOP_DRAWS
    median = statistics.median(times)
    error = statistics.stdev(looped) / math.sqrt(LOOP_DRAWS)
    print(
        json.dumps(
            {
                "draws": DRAWS,
                "areas": AREAS,
                "median_ms": round(median, 1),
                "loop_ms": round(loop_ms),
                "times": round(loop_ms / median, 1),
                "same": abs(statistics.fmean(looped) - floor) < 4 * error,
            }
        )
    )


def _municipalities() -> Basis:
    """People of 80 and over in 290 places: some hundreds in most, tens of thousands in a few."""
    people = np.round(np.random.default_rng(1).lognormal(math.log(1_000), 0.9, AREAS) + 150)
    return Basis(
        codes=np.array([f"{i:04d}" for i in range(AREAS)]),
        rates=np.full(AREAS, RATE),
        people=people,
        exposure=people * YEARS,
        per=PER,
        better=Better.LOWER,
        proportion=False,
    )


def _loop(basis: Basis, draws: int) -> list[float]:
    """The noise floor's draws, after as many for the interval, without numpy."""
    people, exposure = basis.people.tolist(), basis.exposure.tolist()
    totals: list[float] = []
    for _interval_and_floor in range(2):
        totals = []
        for _ in range(draws):
            rates = [_poisson(RATE / PER * years) / years * PER for years in exposure]
            best = min(rates)
            totals.append(sum(p * max(rate - best, 0.0) / PER for p, rate in zip(people, rates, strict=True)))
    return totals


def _poisson(mean: float) -> float:
    """A Poisson number by transformed rejection, the algorithm that numpy has too (Hörmann 1993, PTRS; mean ≥ 10)."""
    root, log_mean = math.sqrt(mean), math.log(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha, top = 1.1239 + 1.1328 / (b - 3.4), 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = random.random() - 0.5, random.random()
        side = 0.5 - abs(u)
        k = math.floor((2 * a / side + b) * u + mean + 0.43)
        if side >= 0.07 and v <= top:
            return k
        if k < 0 or (side < 0.013 and v > side):
            continue
        if math.log(v * inverse_alpha / (a / side / side + b)) <= k * log_mean - mean - math.lgamma(k + 1):
            return k


if __name__ == "__main__":
    main()
