"""The app as a test meets it: Streamlit's own simulation of a session, asked in the app's own terms."""

from __future__ import annotations

import gc
import re
import time
import weakref
from collections.abc import Iterator
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from halsogap.settings import ROOT

ADDRESSES = dict(re.findall(r'"pages/(\w+)\.py", "\w+", "([\w-]+)"', (ROOT / "app.py").read_text(encoding="utf-8")))
"""The url path of every page by its stem, as app.py registers them."""

PAGES = tuple(ADDRESSES)


class App:
    """One session on one page. `texts` is what a reader sees, without markup."""

    def __init__(self, page: str = "map", **parameters: str) -> None:
        self.test = AppTest.from_file(ROOT / "app.py", default_timeout=120)
        self.test.query_params.update(parameters)
        if page != "start":
            # What a browser sends that opens the page's address. `switch_page` knows no addresses before a first run,
            # which would be one of the start page for each page that is opened.
            self.test._page_hash = calc_hash(ADDRESSES[page])
        self.test.run()

    def go(self, page: str) -> App:
        """Follow the navigation's link, which carries the language and nothing else."""
        language = self.address.get("lang")
        self.test.query_params.clear()
        self.test.query_params.update({"lang": language} if language else {})
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
        return _plain(next(body for body in self.bodies() if "hg-panel" in body))

    @property
    def notes(self) -> str:
        return "\n".join(_plain(body) for body in self.bodies() if 'class="hg-quiet"' in body)

    @property
    def band(self) -> str:
        """The DEMO band's text, empty where there is none."""
        return next((_plain(body) for body in self.bodies() if "hg-demo" in body), "")

    @property
    def source(self) -> str:
        return next((_plain(body) for body in self.bodies() if "hg-source" in body), "")

    @property
    def errors(self) -> list[str]:
        """The sentences in red, as a reader sees them: without what makes Markdown of data plain."""
        return [re.sub(r"\\([^\w\s])|\u2060", r"\1", error.value) for error in self.test.main.get("error")]

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

    def bodies(self) -> Iterator[str]:
        for element in self.test.main.get("html"):
            yield element.proto.body

    def _first(self, tag: str) -> str:
        body = next(body for body in self.bodies() if body.startswith("<h1>"))
        found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", body, re.DOTALL)
        assert found, body
        return _plain(found[1])


def let_go(*references: weakref.ref[Any]) -> bool:
    """Whether nothing holds what is referred to any more; a session's thread may take a moment to end."""
    for _ in range(50):
        gc.collect()
        if all(reference() is None for reference in references):
            return True
        time.sleep(0.1)
    return False


def _plain(body: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u202f", " ").strip()
