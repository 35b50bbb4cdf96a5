"""Why a table that somebody brings is refused, as a text of both languages."""

from __future__ import annotations

from typing import Any

from halsogap.errors import BadInput
from halsogap.i18n import Words, words


class BadTable(BadInput):
    """A table cannot be used. A page says why in the visitor's language, and nothing is logged.

    Parameters
    ----------
    key
        What is wrong: the text is `upload.bad.<key>`, one sentence that also says how to mend it.
    values
        What the text names. Numbers are written as the language writes them; years and codes are given as text.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(self.in_words(words("en")))

    def in_words(self, words: Words) -> str:
        """The sentence in the language of `words`."""
        fields = {
            name: words.number(value) if isinstance(value, int) else str(value) for name, value in self.values.items()
        }
        return words(f"upload.bad.{self.key}", **fields)
