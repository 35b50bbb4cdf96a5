"""The few colours with a meaning, and the colours of a map's classes.

Women and men look the same on every page, chart and export, and the gap's diverging scale is made of the same pair:
purple where women are higher, orange where men are (ColorBrewer's PuOr, apart for the colour-blind). Values run light
to dark in one cool sequence; darker is more, never better or worse. Only Kolada's reading judges.
"""

from __future__ import annotations

from halsogap.stats.classes import Classes, Reading

WOMEN, MEN, TOTAL = "#5e3c99", "#c65102", "#1b2530"
OF_SEX = {"K": WOMEN, "M": MEN, "T": TOTAL}

SEQUENCE = ("#f0f7ec", "#c9e6c9", "#8fd0c3", "#4fb0c6", "#2b7fb8", "#1f4e96")
DIVERGING = ("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788")
BEST, MIDDLE, WORST = "#2c7bb6", "#f3efc4", "#d7191c"


def class_colours(classes: Classes) -> tuple[str, ...]:
    """One colour a class, in the order of the classes (ascending values)."""
    count = len(classes)
    if classes.reading is Reading.DIVERGING:
        return _around_middle(count)
    if classes.reading is Reading.BEST_TO_WORST:
        best_first = (BEST, MIDDLE, WORST) if count > 2 else (BEST, WORST)[:count] if count == 2 else (MIDDLE,)
        return best_first if classes.favourable_first else best_first[::-1]
    return tuple(_between(SEQUENCE, i / (count - 1)) if count > 1 else SEQUENCE[2] for i in range(count))


def _around_middle(count: int) -> tuple[str, ...]:
    """`count` (odd) colours of the diverging scale: the neutral middle, and the strongest at the ends."""
    half = count // 2
    steps = [i / half if half else 0.0 for i in range(-half, half + 1)]
    return tuple(_between(DIVERGING, (step + 1) / 2) for step in steps)


def _between(colours: tuple[str, ...], share: float) -> str:
    """The colour at `share` (0 to 1) of the way through `colours`."""
    place = share * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    mix = place - first
    pair = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours[first : first + 2]]
    return "#" + "".join(f"{round(a + (b - a) * mix):02x}" for a, b in zip(*pair, strict=True))
