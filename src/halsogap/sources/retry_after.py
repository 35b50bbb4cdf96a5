"""How long a service asks to be left alone: the header Retry-After of HTTP, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, given as seconds or as a date, not below 0; None where unsaid."""
    header = headers.get("Retry-After", "").strip()
    if header.isascii() and header.isdigit():
        seconds = float(header)
    else:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        now = _date(headers) or datetime.now(UTC)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return max(seconds, 0.0)


def _date(headers: Mapping[str, str]) -> datetime | None:
    """The service's own time: our clock may be wrong, and a date in Retry-After is by its clock."""
    try:
        date = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)
