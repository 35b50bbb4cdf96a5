"""Text from data as text: nothing from an address, a file or a publisher is ever read as Markdown.

Streamlit reads labels, help and messages as Markdown, in which `![x](http://…)` has the browser fetch an address.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>#|~$&]")
"""What Markdown, Streamlit's directives or its mathematics can begin with anywhere in a text."""
_AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What makes a list, a rule or a heading at the start of a line."""
_NAMES = re.compile(r"(?<=:)(?=\S)|(?<=@)(?=\S)|(?<=www)(?=\.)", re.IGNORECASE)
"""Where the name of an emoji or an icon, or an address, is looked for even among signs that are escaped."""
_WORD_JOINER = "\u2060"


def plain(text: object) -> str:
    """`text` as Markdown that shows it as it stands, on one line: no link, picture, icon, formula or emphasis."""
    line = _SIGNS.sub(r"\\\g<0>", " ".join(str(text).split()))
    line = _AT_START.sub(lambda found: _held(found[0]), line)
    return _NAMES.sub(_WORD_JOINER, line)


def _held(start: str) -> str:
    """What would begin a list or a rule, so that it does not: a number has no escape."""
    return start + _WORD_JOINER if start.isdigit() else f"\\{start}"
