"""HTML that is escaped by construction."""

from __future__ import annotations

from markupsafe import Markup

from halsogap.figures.markup import each, joined, of_sex, spaced, strong, svg_image
from halsogap.i18n import words

EVIL = '<b title="x">&'
SAFE = "&lt;b title=&#34;x&#34;&gt;&amp;"


def test_text_is_escaped_and_html_is_not_escaped_again() -> None:
    assert joined([EVIL, Markup("<i>")]) == SAFE + "<i>"
    assert each("<p>{}</p>", [EVIL, Markup("<i>")]) == f"<p>{SAFE}</p><p><i></p>"
    assert strong(EVIL) == f"<b>{SAFE}</b>"
    assert of_sex("K", EVIL) == f'<b class="hg-K">{SAFE}</b>'
    assert words("sv").markup("whatif.goal.area", area=EVIL) == words("sv")("whatif.goal.area", area=SAFE)
    assert words("sv").markup("whatif.goal.area", area=strong("A")) == words("sv")("whatif.goal.area", area="<b>A</b>")


def test_sentences_stand_apart_and_empty_ones_are_left_out() -> None:
    assert spaced(["A.", "", Markup("<b>B</b>."), EVIL]) == f"A. <b>B</b>. {SAFE}"


def test_a_picture_cannot_leave_its_address_nor_its_words_their_attribute() -> None:
    image = svg_image('<svg a="1"/>', css="hg-trend", alt=EVIL)
    assert image == f'<img class="hg-trend" src="data:image/svg+xml,%3Csvg a=%221%22/%3E" alt="{SAFE}">'
