"""The profile as two sheets of paper: who lives there and what stands out, then every indicator.

One article of HTML, which is both what the page shows and what is printed. Each sheet ends with the source, and the
DEMO mark where it is due, so that neither is without them when they are parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from halsogap.i18n import Words


@dataclass(frozen=True)
class Sheet:
    """What the two sheets hold. `pyramid`, `locator` and `table` are HTML; the strengths and needs are sentences in
    HTML; `missing`, `notes` and `foot` are plain text."""

    pyramid: str
    pyramid_title: str
    locator: str
    strengths: Sequence[str]
    needs: Sequence[str]
    table: str
    missing: Sequence[str]
    notes: Sequence[str]
    foot: str
    demo: bool


def sheet_html(sheet: Sheet, words: Words) -> str:
    """The two sheets as an HTML article."""
    first = (
        '<section class="hg-sheet hg-first-sheet">'
        f'<div class="hg-people"><h2>{escape(sheet.pyramid_title)}</h2>{sheet.pyramid}</div>'
        f'<div class="hg-stands">{sheet.locator}'
        f"{_list('strengths', sheet.strengths, words)}{_list('needs', sheet.needs, words)}</div>"
        f'<p class="hg-print hg-sheet-foot{" hg-mark" if sheet.demo else ""}">{escape(sheet.foot)}</p></section>'
    )
    remarks = "".join(f"<p>{escape(line)}</p>" for line in (*sheet.missing, *sheet.notes))
    second = (
        f'<section class="hg-sheet"><h2>{escape(words("profile.all"))}</h2>'
        f'<div class="hg-scroll" role="region" tabindex="0" aria-label="{escape(words("profile.all"))}">{sheet.table}'
        f'</div><div class="hg-told">{remarks}</div></section>'
    )
    return f'<article class="hg-profile">{first}{second}</article>'


def _list(kind: str, sentences: Sequence[str], words: Words) -> str:
    title = escape(words(f"profile.{kind}"))
    if not sentences:
        return f"<h2>{title}</h2><p>{escape(words(f'profile.no_{kind}'))}</p>"
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{sentence}</li>' for sentence in sentences)}</ul>"
