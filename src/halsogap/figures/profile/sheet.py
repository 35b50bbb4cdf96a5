"""The profile as two sheets of paper: who lives there and what stands out, then every indicator.

One article of HTML, which is both what the page shows and what is printed. Each sheet ends with the source, and the
DEMO mark where it is due, so that neither is without them when they are parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from halsogap.figures.markup import each
from halsogap.i18n import Words


@dataclass(frozen=True)
class Sheet:
    """What the two sheets hold. `missing`, `notes` and `foot` are plain text."""

    pyramid: Markup
    pyramid_title: str
    locator: Markup
    strengths: Sequence[Markup]
    needs: Sequence[Markup]
    table: Markup
    missing: Sequence[str]
    notes: Sequence[str]
    foot: str
    demo: bool


def sheet_html(sheet: Sheet, words: Words) -> Markup:
    """The two sheets as an HTML article."""
    title = words("profile.all")
    first = Markup(
        '<section class="hg-sheet hg-first-sheet">'
        '<div class="hg-people"><h2>{pyramid_title}</h2>{pyramid}</div>'
        '<div class="hg-stands">{locator}{strengths}{needs}</div>'
        '<p class="hg-print hg-sheet-foot{mark}">{foot}</p></section>'
    ).format(
        pyramid_title=sheet.pyramid_title,
        pyramid=sheet.pyramid,
        locator=sheet.locator,
        strengths=_list("strengths", sheet.strengths, words),
        needs=_list("needs", sheet.needs, words),
        mark=" hg-mark" if sheet.demo else "",
        foot=sheet.foot,
    )
    second = Markup(
        '<section class="hg-sheet"><h2>{title}</h2>'
        '<div class="hg-scroll" role="region" tabindex="0" aria-label="{title}">{table}'
        '</div><div class="hg-told">{remarks}</div></section>'
    ).format(title=title, table=sheet.table, remarks=each("<p>{}</p>", (*sheet.missing, *sheet.notes)))
    return Markup('<article class="hg-profile">{}{}</article>').format(first, second)


def _list(kind: str, sentences: Sequence[Markup], words: Words) -> Markup:
    heading = Markup("<h2>{}</h2>").format(words(f"profile.{kind}"))
    if not sentences:
        return heading + Markup("<p>{}</p>").format(words(f"profile.no_{kind}"))
    return heading + Markup("<ul>{}</ul>").format(each("<li>{}</li>", sentences))
