"""The fold below a figure: its table as the language writes numbers, its files and its link, made when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from app_driver import App

Open = Callable[..., App]


@pytest.mark.parametrize(("language", "shown"), [("sv", "0,99"), ("en", "0.99")])
def test_numbers_are_written_as_the_language_does_and_stay_numbers(open_demo: Open, language: str, shown: str) -> None:
    app = open_demo("gap", indicator="behorig_gymnasiet", area="2180", lang=language)
    assert not app.test.dataframe, "nothing is made before it is asked for"
    app.test.session_state["gap_scatter_table"] = True
    app.test.run()
    (table,) = app.fine().test.dataframe
    ratio = next(name for name in table.value.columns if "kvot" in name or "ratio" in name)
    assert table.value[ratio].dtype == float
    cells = {cell for row in _shown(table) for cell in row}
    assert shown in {cell[:4] for cell in cells}


def test_the_link_is_the_very_view(open_demo: Open) -> None:
    app = open_demo("gap", indicator="behorig_gymnasiet", area="2180", size="population")
    app.test.session_state["gap_years_table"] = True
    app.test.run()
    (link,) = app.fine().test.code
    said = {name: values[0] for name, values in parse_qs(urlsplit(link.value).query).items()}
    assert said.items() >= {"indicator": "behorig_gymnasiet", "area": "2180", "size": "population"}.items()


def _shown(table: object) -> list[list[str]]:
    """The cells as they are shown, of Streamlit's styled table."""
    import pyarrow as pa

    values = table.proto.arrow_data.styler.display_values  # type: ignore[attr-defined]
    return [[str(cell) for cell in row.values()] for row in pa.ipc.open_stream(values).read_all().to_pylist()]
