"""HTML that is escaped by construction: whatever text comes into it is escaped, unless it is `Markup` already.

A `Markup` (markupsafe) is a `str` that is known to be HTML. `Markup("<p>{}</p>").format(name)` escapes the name, and so
does everything here: an escape cannot be forgotten, and nothing is escaped twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup

SAFE = " =:/'.,-"
"""What may stand as it is in an img's data address; all else is percent-encoded."""


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after the other; those that are not yet HTML are escaped."""
    return Markup("").join(parts)


def each(template: str, texts: Iterable[str]) -> Markup:
    """The HTML `template`, with one `{}` in it, for each of `texts`."""
    return joined(Markup(template).format(text) for text in texts)


def spaced(sentences: Iterable[str]) -> Markup:
    """Sentences one after the other with a space between; empty ones are left out."""
    return Markup(" ").join(filter(None, sentences))


def strong(text: str) -> Markup:
    """What a sentence is about, set off: a number, a name."""
    return Markup("<b>{}</b>").format(text)


def of_sex(sex: str, text: str) -> Markup:
    """A number of women's or men's (`sex` is "K" or "M"), in their colour."""
    return Markup('<b class="hg-{}">{}</b>').format(sex, text)


def svg_image(svg: str, *, css: str = "", alt: str = "") -> Markup:
    """An SVG as an img with a data address: Streamlit keeps img in HTML, and takes bare svg away."""
    look = Markup('class="{}" ').format(css) if css else ""
    image = Markup('<img {}src="data:image/svg+xml,{}" alt="{}">')
    return image.format(look, Markup(quote(svg, safe=SAFE)), alt)
