"""What a cell says of an amount: a number in the column's own way of writing, no value, or hidden by the publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from halsogap.model import Status
from halsogap.sources.numbers import NO_VALUE, number

HIDDEN = re.compile(r"x|[<≤]\s*\d+", re.IGNORECASE)
"""What Swedish publishers write for a count that is too small to be told: "X", "<5"."""

_THOUSANDS = {
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?"),
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?"),
}
"""Numbers with the other sign between their thousands, by decimal sign."""


@dataclass(frozen=True)
class Amount:
    """A number (None where there is none) and its status; None is the status of what is no amount at all."""

    value: float | None
    status: Status | None


def amount(text: str, decimal: str) -> Amount:
    """What `text` says in a column whose decimal sign is `decimal` ("," or ".").

    A per cent sign is taken off. ".." and "NaN" are missing and never 0; infinity is no amount.
    """
    plain = re.sub(r"\s*%$", "", text.strip())
    if plain.casefold() in NO_VALUE:
        return Amount(None, Status.MISSING)
    if HIDDEN.fullmatch(plain):
        return Amount(None, Status.SUPPRESSED)
    joined = re.sub(r"\s", "", plain).replace("−", "-")
    if _THOUSANDS[decimal].fullmatch(joined):
        joined = joined.replace("." if decimal == "," else ",", "")
    value = number(joined)
    return Amount(value, None if value is None else Status.VALUE)


def decimal_signs(texts: Iterable[str]) -> set[str]:
    """The decimal signs that `texts` can only have been written with; both where the file mixes them.

    "1.234" speaks for neither, since three digits after a sign may be thousands.
    """
    signs = set()
    for text in texts:
        plain = re.sub(r"[\s%]", "", text)
        if plain.count(",") and plain.count("."):
            signs.add("," if plain.rindex(",") > plain.rindex(".") else ".")
        elif (match := re.fullmatch(r"[+\-−]?(\d*)([.,])(\d+)", plain)) and (
            len(match[3]) != 3 or len(match[1]) > 3 or match[1] in ("", "0")
        ):
            signs.add(match[2])
    return signs
