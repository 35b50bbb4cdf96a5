"""A file of local targets: what the visitor keeps of their own, written and read as JSON.

`{"halsogap_targets": 1, "targets": [{"area": "2180", "indicator": "fallskador_80", "value": 5000, "year": 2030}]}`.
More fields in a target (names, for whoever opens the file) are let be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput
from halsogap.geography import area, area_index
from halsogap.model import Better
from halsogap.stats.goals import LocalTarget, target_range

MARK, VERSION = "halsogap_targets", 1
MOST_BYTES, MOST_TARGETS = 1_000_000, 10_000
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years that a target can be set for."""


class BadTargets(BadInput):
    """A file of targets that cannot be used.

    `why` is the fault's name, with which a page says it in the user's language, and `values` what it speaks of.
    """

    def __init__(self, why: str, message: str, mend: str, **values: object) -> None:
        super().__init__(message, mend)
        self.why = why
        self.values = values


def write(targets: Iterable[LocalTarget], catalog: Catalog) -> bytes:
    """The targets as a file, with names for a reader."""
    rows = [
        {
            "area": target.area,
            "area_name": area(target.area).name,
            "indicator": target.indicator,
            "indicator_name": catalog[target.indicator].name.sv,
            "value": target.value,
            "year": target.year,
        }
        for target in targets
    ]
    return json.dumps({MARK: VERSION, "targets": rows}, ensure_ascii=False, indent=2).encode("utf-8")


def read(data: bytes, catalog: Catalog) -> list[LocalTarget]:
    """The targets of a file, in its order.

    Raises
    ------
    BadTargets
        The file is too large, no such file, or has a target that names an unknown place or indicator, an indicator
        without a favourable direction, or a value or year that no target can have. Nothing of it is then taken.
    """
    if len(data) > MOST_BYTES:
        raise BadTargets(
            "large", f"The file has {len(data):,} bytes.", f"A file of targets has at most {MOST_BYTES:,}."
        )
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadTargets("json", f"The file is not JSON: {error}.", "Choose a file that was saved here.") from error
    rows = document.get("targets") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get(MARK) != VERSION or not isinstance(rows, list):
        raise BadTargets(
            "kind", f"The file does not say {MARK!r}: {VERSION} with a list of targets.", "Choose one saved here."
        )
    if len(rows) > MOST_TARGETS:
        raise BadTargets("many", f"The file has {len(rows):,} targets.", f"Keep at most {MOST_TARGETS:,} in one.")
    targets: dict[tuple[str, str], LocalTarget] = {}
    for number, row in enumerate(rows, 1):
        target = _target(row, number, catalog)
        key = target.area, target.indicator
        if key in targets:
            raise _fault("twice", number, f"{key[1]!r} of {key[0]!r} has a target already.", given=_shown(key[1]))
        targets[key] = target
    return list(targets.values())


def _target(row: Any, number: int, catalog: Catalog) -> LocalTarget:
    if not isinstance(row, dict):
        raise _fault("target", number, f"{row!r} is no target.", given=_shown(row))
    code, slug, value, year = (row.get(name) for name in ("area", "indicator", "value", "year"))
    if not isinstance(code, str) or code not in area_index():
        raise _fault("area", number, f"there is no area {code!r}.", given=_shown(code))
    if not isinstance(slug, str) or slug not in catalog:
        raise _fault("indicator", number, f"there is no indicator {slug!r}.", given=_shown(slug))
    indicator = catalog[slug]
    if indicator.better is Better.UNKNOWN:
        raise _fault("direction", number, f"{slug!r} has no favourable direction.", given=_shown(slug))
    low, high = target_range(indicator)
    # NaN is within no limits.
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _fault("value", number, f"no target of {slug!r} can be {value!r}.", given=_shown(value))
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _fault("year", number, f"no target can be for {year!r}.", given=_shown(year))
    return LocalTarget(code, slug, float(value), year)


def _fault(why: str, number: int, message: str, given: str) -> BadTargets:
    return BadTargets(why, f"Target {number}: {message}", "Correct it, or leave it out.", number=number, given=given)


def _shown(given: object, most: int = 40) -> str:
    text = str(given)
    return text[:most] + ("…" if len(text) > most else "")
