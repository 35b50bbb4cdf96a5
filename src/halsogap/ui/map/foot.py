"""The map page's foot: its source line, and the view as CSV, Excel and PNG."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from halsogap.exporting.tables import csv_bytes, excel_bytes
from halsogap.figures.address import Selection
from halsogap.figures.map.class_labels import class_labels
from halsogap.figures.map.table import area_export
from halsogap.i18n import Words
from halsogap.model import Indicator, Status
from halsogap.stats.classes import Classes
from halsogap.stats.map_view import Pane
from halsogap.ui.parts import components
from halsogap.ui.parts.foot import foot
from halsogap.ui.state import session


def bar(
    choice: Selection,
    indicator: Indicator,
    table: pd.DataFrame,
    panes: list[Pane],
    by_sex: list[Pane],
    classes: Classes | None,
    said: str,
    words: Words,
) -> None:
    """Source line and downloads for the map of `panes`; the table files hold all sexes, gap and ranks (`by_sex`)."""
    reader = session.reader()
    demo, day = reader.made_up(indicator.slug, choice.level), reader.fetched_at(indicator.slug)[:10]
    source = components.source_line(indicator, words, computed=words("source.computed_map"), level=choice.level)
    # Asked for here: files are made in a thread of their own, where there is no session and nothing of the visitor's.
    polygons = reader.polygons(choice.indicator, choice.level, choice.period or 0, choice.within)

    def export() -> pd.DataFrame:
        return area_export(table, by_sex, indicator, choice.period or 0, words, day=day, demo=demo)

    def excel() -> bytes:
        about = {
            words("export.indicator"): components.named(indicator, words),
            words("export.year"): str(choice.period),
            words("export.unit"): words.unit(indicator),
            words("export.source"): source,
        }
        return excel_bytes(export(), about, words.language, demo=demo, own=indicator.own)

    def png() -> bytes:
        # Imported here: what draws pictures takes half a second to import, and no page shows one.
        from halsogap.figures.map.image import Picture, map_png

        assert classes is not None
        picture = Picture(
            title=words("map.title", indicator=words.of(indicator.name), year=choice.period),
            finding=said,
            titles=tuple(components.pane_title(choice, pane, indicator, words) for pane in panes),
            labels=class_labels(classes, indicator, words),
            statuses={status: words(f"status.{status}") for status in Status if status != Status.VALUE},
            source=source,
            mark=words("brought.demo_mark" if indicator.own else "map.demo_mark") if demo else "",
        )
        return map_png(polygons(), panes, list(table["code"]), classes, picture)

    files: dict[str, Callable[[], bytes]] = {"csv": lambda: csv_bytes(export(), words.language), "excel": excel}
    if classes:
        files["png"] = png
    foot(f"{source} {components.boundaries_line(choice, words)}", choice.slug, files, words, demo=demo)
