"""The app as a test meets it: Streamlit's own simulation of a session, asked in the app's own terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from halsogap.geography import codes
from halsogap.model import RIKET_CODE, Level, Status
from halsogap.settings import ROOT

PAGES = ("map", "gap", "comparison", "development", "goals", "profile", "own_data", "indicators", "data")


class App:
    """One session on one page. `texts` is what a reader sees, without markup."""

    def __init__(self, page: str = "map", **parameters: str) -> None:
        self.test = AppTest.from_file(ROOT / "app.py", default_timeout=120)
        self.test.query_params.update(parameters)
        self.test.run()
        if page != "map":
            # Before the first run a page goes by its file's name, which is not its address.
            self.go(page)

    def go(self, page: str) -> App:
        self.test.switch_page(f"pages/{page}.py").run()
        return self

    @property
    def html(self) -> str:
        """All markup that the page has in its main part."""
        return "\n".join(element.proto.body for element in self.test.main.get("html"))

    @property
    def heading(self) -> str:
        return self._first("h1")

    @property
    def finding(self) -> str:
        return self._first("p")

    @property
    def panel(self) -> str:
        return _plain(next(body for body in self._bodies() if "hg-panel" in body))

    @property
    def notes(self) -> str:
        return "\n".join(_plain(body) for body in self._bodies() if 'class="hg-quiet"' in body)

    @property
    def band(self) -> str:
        """The DEMO band's text, empty where there is none."""
        return next((_plain(body) for body in self._bodies() if "hg-demo" in body), "")

    @property
    def source(self) -> str:
        return next((_plain(body) for body in self._bodies() if "hg-source" in body), "")

    @property
    def errors(self) -> list[str]:
        """The sentences in red."""
        return [error.value for error in self.test.main.get("error")]

    @property
    def details(self) -> str:
        """What is folded away below an error."""
        return "\n".join(text.value for expander in self.test.main.get("expander") for text in expander.get("text"))

    @property
    def address(self) -> dict[str, str]:
        return dict(self.test.query_params)

    def select(self, field: str, value: Any) -> App:
        """Choose `value`, as the code names it, in the control of `field`."""
        self.test.selectbox(key=f"control_{field}").set_value(value).run()
        self.test.run()  # the simulation keeps only the fragments drawn last; this draws the whole page
        return self

    def options(self, field: str) -> list[str]:
        return list(self.test.selectbox(key=f"control_{field}").options)

    def view(self, value: str) -> App:
        self.test.button_group(key="control_view").set_value(value).run()
        self.test.run()  # the simulation keeps only the fragments drawn last; this draws the whole page
        return self

    def year(self, value: int) -> App:
        self.test.select_slider(key="control_period").set_value(value).run()
        self.test.run()  # the simulation keeps only the fragments drawn last; this draws the whole page
        return self

    def language(self, value: str) -> App:
        self.test.button_group(key="language").set_value(value).run()
        return self

    def press(self, key: str) -> App:
        self.test.button(key=key).click().run()
        return self

    def buttons(self) -> set[str]:
        return {button.key for button in self.test.button if button.key}

    def fine(self) -> App:
        """Neither an exception nor a sentence in red."""
        assert not self.test.exception, self.test.exception
        assert self.errors == []
        return self

    def _bodies(self) -> Iterator[str]:
        for element in self.test.main.get("html"):
            yield element.proto.body

    def _first(self, tag: str) -> str:
        body = next(body for body in self._bodies() if body.startswith("<h1>"))
        found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", body, re.DOTALL)
        assert found, body
        return _plain(found[1])


def _plain(body: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u202f", " ").strip()


def observations(
    indicator: str,
    years: tuple[int, ...] = (2021, 2022),
    *,
    sexes: str = "KMT",
    levels: tuple[Level, ...] = (Level.RIKET, Level.LAN, Level.KOMMUN),
    start: float = 40.0,
) -> pd.DataFrame:
    """Values made by hand: plain, all there, women's 2 above men's."""
    places = [(level, code) for level in levels for code in ([RIKET_CODE] if level is Level.RIKET else codes(level))]
    rows = [
        {
            "indicator": indicator,
            "level": str(level),
            "area": code,
            "period": year,
            "sex": sex,
            "value": start + int(code) % 97 / 10 + (year - years[0]) + {"K": 2.0, "M": 0.0, "T": 1.0}[sex],
            "status": str(Status.VALUE),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "source": "kolada:TEST",
            "geo_vintage": "2025",
            "fetched_at": "2026-01-02T03:04:05+00:00",
        }
        for level, code in places
        for year in years
        for sex in sexes
    ]
    return pd.DataFrame(rows)
