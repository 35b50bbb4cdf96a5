"""The editions (snapshots) of the store in words."""

from __future__ import annotations

from datetime import UTC, datetime

from halsogap.i18n import Words
from halsogap.store.snapshot import Manifest


def age_in_words(manifest: Manifest, words: Words) -> str:
    """Whether the values are real, and from when."""
    if manifest.demo:
        return words("data.demo")
    days = (datetime.now(UTC) - datetime.fromisoformat(manifest.created_at)).days
    age = words("data.today") if days < 1 else words("data.day") if days == 1 else words("data.days", n=days)
    return words("data.real", day=words.day(manifest.created_at), age=age)
