"""One family of user-facing errors: what happened, where, and how to mend it.

Whatever a user meets is a `HalsogapError`: its text is one sentence that names the thing and echoes the value, and
its `mend` says what to do next. Pages and the command line show both; the log has the traceback.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from pathlib import Path


class HalsogapError(Exception):
    """A problem that a user can understand and act on.

    Parameters
    ----------
    message
        One sentence: what happened and where, with the offending value in it.
    mend
        One sentence: what to do about it. Empty where nothing sensible can be said.
    """

    exit_code = 1

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class UnknownName(HalsogapError):
    """A code, slug, year or other name that is not known."""

    exit_code = 2


class BadInput(HalsogapError):
    """A file or value given by the user cannot be used."""

    exit_code = 2


class Unanswerable(BadInput):
    """A what-if that cannot be answered with a number that holds."""


class NoPopulation(Unanswerable):
    """The indicator has no population behind it, or not that year, so nobody can be counted."""


class NoCounts(NoPopulation):
    """A percentage of a survey: its publisher gives no counts, so persons and intervals cannot be computed."""


class NoDirection(Unanswerable):
    """Neither high nor low is known to be good, so nothing can be avoided."""


class NoReference(Unanswerable):
    """The reference asked for has no value."""


class WrongSide(Unanswerable):
    """The target lies where every area already is, or beyond what the unit can be."""


class BadUnitCost(Unanswerable):
    """A unit cost that no case can have."""


class SourceError(HalsogapError):
    """A publisher's service did not give what it should; the stored values are untouched."""

    exit_code = 3


class StoreError(HalsogapError):
    """The store cannot be read or written."""

    exit_code = 4


class UnreadableStore(StoreError):
    """What is stored may be sound, but may not be read: nothing is built upon it, and nothing put in its place."""


class ContractError(HalsogapError):
    """A table broke its contract at a file boundary."""

    exit_code = 5


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A closing "Did you mean …?" with up to three near matches, or an empty string."""
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(given.casefold(), folded, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(folded[name] for name in near)}?" if near else ""


def os_error(error: OSError, folder: Path) -> StoreError:
    """What to tell the user when `folder` could not be written."""
    if error.errno == errno.ENOSPC:
        return StoreError(
            f"The disk with {folder} is full; the values in force are untouched.",
            "Free some space, or choose another folder with --store PATH or HALSOGAP_STORE.",
        )
    return StoreError(
        f"The store folder {folder} cannot be written: {error.strerror or error}; the values in force are untouched.",
        "Check the folder's permissions, or choose another with --store PATH or HALSOGAP_STORE.",
    )


def unreadable(error: OSError, path: Path | str) -> UnreadableStore:
    """What to tell the user when `path` in a store could not be read."""
    return UnreadableStore(
        f"{path} in the store cannot be read: {error.strerror or error}.",
        "Check the folder's permissions, or choose another with --store PATH or HALSOGAP_STORE.",
    )
