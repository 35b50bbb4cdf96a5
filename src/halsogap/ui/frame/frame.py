"""The frame shared by all pages: look, language, navigation, DEMO band, and the one place where errors become words."""

from __future__ import annotations

import atexit
import functools
import gc
import itertools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from halsogap import settings
from halsogap.errors import HalsogapError
from halsogap.i18n import LANGUAGES, Words
from halsogap.settings import ROOT, STATIC_DIR
from halsogap.ui.brought import indicators
from halsogap.ui.frame import fetching
from halsogap.ui.state import selection, session

log = logging.getLogger("halsogap")
P = ParamSpec("P")

DEFAULT_PAGE = "start"
"""The key of the page at the bare address."""

MAP, MAP_ONLY = "map", ("indicator", "year", "view", "measure", "scheme", "classes", "within")
"""The map was once at the bare address: where that asks for what only a map answers, the map is shown."""

_PAGES = "frame_pages"


@functools.cache
def freeze_loaded() -> None:
    """Keep what is loaded at start out of every later garbage collection (see .streamlit/config.toml)."""
    gc.collect()
    gc.freeze()
    # What is frozen is not freed at exit either, and DuckDB's binding would fill the log with what it calls leaks.
    atexit.register(gc.unfreeze)


def guarded(run: Callable[P, None]) -> Callable[P, None]:
    """`run`, with every fault shown as one sentence and logged whole. Streamlit's own control flow passes through.

    A page that Streamlit has run past the frame, as a file of pages/, is begun anew through the frame.
    """

    @functools.wraps(run)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        if PagesManager.uses_pages_directory:
            PagesManager.uses_pages_directory = False
            st.rerun()
        try:
            run(*args, **kwargs)
        except HalsogapError as error:
            show_error(error)
        except Exception:  # the last line of defence: a page never shows a traceback, the log always has it
            log.exception("A page failed")
            st.error(selection.words_or_default()("error.unexpected"))

    return safe


def show_error(error: HalsogapError, text: str = "") -> None:
    """One sentence in the user's language on what happened, and the fault's own words folded away below.

    `text` is the sentence, where the page knows a better one than that of the error's kind.
    """
    log.error("%s", error, exc_info=error)
    words = selection.words_or_default()
    keys = [f"error.{kind.__name__}" for kind in type(error).__mro__]
    st.error(text or words(next(key for key in keys if key in words)))
    with st.expander(words("error.detail")):
        st.text(str(error))


def render(page_of: dict[str, list[tuple[str, str, str]]]) -> None:
    """The whole app: `page_of` gives, by section key, the pages as (file, title key, url path)."""
    mistaken = _taken_for_folder()
    st.set_page_config(page_title="Hälsogap", page_icon=str(STATIC_DIR / "icon.svg"), layout="wide")
    st.html(Path(STATIC_DIR / "halsogap.css"))
    words = selection.words_or_default()
    # Streamlit says lang="en" of every page; a screen reader needs the page's own language.
    language = f"document.documentElement.lang='{words.language}';"
    st.html(f"<script>{language}{_one_history_entry()}</script>", unsafe_allow_javascript=True)
    st.logo(str(STATIC_DIR / "wordmark.svg"), size="large")
    pages = {
        section: [_page(file, title, path, first=title == DEFAULT_PAGE) for file, title, path in entries]
        for section, entries in page_of.items()
    }
    # Streamlit serves its first page at the bare address alone. Unlisted ones answer where its names are asked for.
    first = [entry for entries in page_of.values() for entry in entries if entry[1] == DEFAULT_PAGE]
    named = [_page(file, title, name) for file, title, path in first for name in (path, title)]
    page = st.navigation([*(page for section in pages.values() for page in section), *named], position="hidden")
    st.set_page_config(page_title=f"{page.title} · Hälsogap")
    titles = [title for entries in page_of.values() for _, title, _ in entries]
    st.session_state[_PAGES] = dict(zip(titles, itertools.chain(*pages.values()), strict=True))
    if mistaken and urlsplit(st.context.url or "").path.strip("/"):
        # The browser has been told "Page not found": it asks again, and now it is found.
        st.html("<script>location.reload()</script>", unsafe_allow_javascript=True)
        st.stop()
    _navigation(pages)
    _language_choice()
    at_first = page.url_path in ("", *(entry.url_path for entry in named))
    if at_first and any(name in st.query_params for name in MAP_ONLY):
        st.switch_page(pages_by_title()[MAP], query_params=st.query_params.to_dict())
    guarded(_content)(page)
    freeze_loaded()


def pages_by_title() -> dict[str, StreamlitPage]:
    """The pages of the app by the key of their title, in the order of the navigation."""
    return st.session_state.get(_PAGES, {})


@functools.cache
def _one_history_entry() -> str:
    return (STATIC_DIR / "one_history_entry.js").read_text(encoding="utf-8")


def _page(file: str, title: str, path: str, *, first: bool = False) -> StreamlitPage:
    """The page of `file`. The first one's path is never asked for, but must be another than every other's."""
    name = selection.words_or_default()(f"nav.{title}")
    return st.Page(file, title=name, url_path="first" if first else path, default=first)


def _taken_for_folder() -> bool:
    """True where this run was begun as if the files of pages/ were the pages; asked before st.navigation is called.

    Until st.navigation has been called once in the process, Streamlit serves that folder's files under their own names
    and tells the browser that a deep link to one of our pages does not exist. From then on it knows ours.
    """
    context = get_script_run_ctx()
    registered = context.pages_manager.get_pages().values() if context else ()
    stems = {file.stem for file in (ROOT / "pages").glob("*.py")}
    # One of our own addresses may be that of a file; never all of them.
    return stems <= {page.get("url_pathname") for page in registered}


def _navigation(pages: dict[str, list[StreamlitPage]]) -> None:
    """The pages by section. Streamlit's own list would show the files of pages/ until app.py has named them."""
    words = selection.words_or_default()
    with st.sidebar:
        for section, entries in pages.items():
            st.html(f'<p class="hg-section">{words(f"nav.{section}")}</p>')
            for page in entries:
                # With the language a link opens alike in a new tab, and the page has nothing to add to the history.
                st.page_link(page, query_params={"lang": words.language})


def _language_choice() -> None:
    words = selection.words_or_default()
    with st.sidebar:
        st.session_state["language"] = words.language
        st.segmented_control(
            words("app.language"),
            LANGUAGES,
            format_func=lambda code: words(f"app.{code}"),
            key="language",
            on_change=selection.chooser("language", "language"),
            label_visibility="collapsed",
            required=True,
            wrap=False,
        )


def _content(page: StreamlitPage) -> None:
    """The band and the page. A store that cannot be opened is said once; a failed sync leaves the page as it was."""
    settings.read_only()  # a word that is neither yes nor no is refused before anything is shown
    reader = session.reader()
    words = selection.language()
    fetching.announce()
    if reader.snapshot().manifest.demo:
        guarded(_demo_band)(words)
    page.run()


def _demo_band(words: Words) -> None:
    """The permanent mark of made-up values, with the way to real ones beside it."""
    with st.container(key="demo_band", horizontal=True, vertical_alignment="center"):
        text = words("demo.band") + (f" {words('brought.not_demo')}" if indicators.brought() else "")
        st.html(f'<p class="hg-demo">{text}</p>')
        fetching.fetch_button(words("demo.fetch"), key="fetch_demo")
