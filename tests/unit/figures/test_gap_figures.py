"""The gap page's figures without a page: texts from data stay texts in every finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.address import Selection
from halsogap.figures.gap import figures, ranking
from halsogap.figures.gap.choices import Choices
from halsogap.i18n import words
from halsogap.model import Text
from halsogap.reading.reader import Reader
from halsogap.store.store import Store

EVIL = "<img src=x onerror=alert(1)>"


def test_a_hostile_name_stays_text_in_the_finding_of_the_ranking(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, view = Reader(Store(demo_folder)), Choices(Selection())
    honest = ranking.ranked(view, reader)
    assert honest is not None
    evil = Catalog({slug: replace(one, short=Text(EVIL, EVIL)) for slug, one in honest.catalog.items()})
    monkeypatch.setattr(ranking, "ranked", lambda *_: replace(honest, catalog=evil))
    figure = figures.largest_gaps(view, reader, words("sv"))
    assert figure is not None
    assert EVIL in figure.finding.text
    assert "<img" not in figure.finding.markup
