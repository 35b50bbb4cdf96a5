"""Nothing from data is read as Markdown: the helper, and every place where Streamlit would read it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from halsogap.settings import ROOT
from halsogap.ui.parts.plain import plain

FILES = [*sorted((ROOT / "src/halsogap/ui").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py")), ROOT / "app.py"]

MESSAGES = ("info", "warning", "error", "success", "toast", "caption", "markdown", "write", "title", "header")
LABELLED = (
    "subheader", "expander", "button", "download_button", "link_button", "checkbox", "toggle", "radio", "selectbox",
    "multiselect", "slider", "select_slider", "text_input", "text_area", "number_input", "date_input", "file_uploader",
    "segmented_control", "pills", "metric", "popover", "spinner", "status", "dialog", "form_submit_button",
    "tabs", "page_link", "progress",
)  # fmt: skip
READ = ("label", "body", "help", "caption", "captions", "text", "placeholder")
"""The arguments that may be Markdown, by name."""
BY_OPTION = ("radio", "segmented_control", "pills")
"""Where every option is Markdown, too."""
NO_SINK = ("log", "choose", "kind", "target_file", "figures", "logging")
"""What has methods of the same names and shows nothing."""
HARMLESS = (
    "number",
    "day",
    "date",
    "month",
    "size",
    "listed_numbers",
    "signed",
    "len",
    "int",
    "round",
    "min",
    "max",
    "megabytes",
    "plain",
)
"""Functions and methods whose result holds no sign of Markdown: numbers, days, and text made plain."""


@dataclass
class Function:
    """A function of the user interface: its parameters in order, and the calls in it."""

    file: Path
    node: ast.FunctionDef
    parameters: list[str]
    assigned: dict[str, list[ast.expr]] = field(default_factory=dict)


def functions() -> list[Function]:
    found = []
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for node in nodes:
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            function = Function(file, node, [argument.arg for argument in arguments])
            for inner in ast.walk(node):
                if isinstance(inner, ast.Assign):
                    for target in inner.targets:
                        assign(function, target, inner.value)
                elif isinstance(inner, ast.NamedExpr):
                    assign(function, inner.target, inner.value)
                elif isinstance(inner, ast.For | ast.comprehension):
                    target, values = inner.target, inner.iter
                    if isinstance(values, ast.Call) and name_of(values)[0] == "enumerate":
                        assert isinstance(target, ast.Tuple)
                        target, values = target.elts[1], values.args[0]
                    assign(function, target, values)
            found.append(function)
    return found


def assign(function: Function, target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        function.assigned.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
        for number, part in enumerate(target.elts):
            assign(function, part, values[number] if values else value)


def name_of(call: ast.Call) -> tuple[str, str]:
    """What is called, and on what."""
    if isinstance(call.func, ast.Attribute):
        base = call.func.value
        return call.func.attr, base.id if isinstance(base, ast.Name) else ""
    return (call.func.id, "") if isinstance(call.func, ast.Name) else ("", "")


def shown(call: ast.Call, wrappers: dict[str, set[str]], all_functions: dict[str, Function]) -> Iterator[ast.expr]:
    """The arguments of a call that are read as Markdown."""
    name, base = name_of(call)
    if name in wrappers and base != "st":
        parameters = all_functions[name].parameters
        for number, argument in enumerate(call.args):
            if number < len(parameters) and parameters[number] in wrappers[name]:
                yield argument
        yield from (keyword.value for keyword in call.keywords if keyword.arg in wrappers[name])
    elif name in (*MESSAGES, *LABELLED) and base not in NO_SINK and isinstance(call.func, ast.Attribute):
        yield from () if name in ("progress", "page_link") else call.args[:1]
        if name in BY_OPTION:
            formats = [keyword.value for keyword in call.keywords if keyword.arg == "format_func"]
            yield from formats or call.args[1:2]
        yield from (keyword.value for keyword in call.keywords if keyword.arg in READ)


def strangers(expression: ast.expr, function: Function, seen: frozenset[str] = frozenset()) -> Iterator[ast.expr]:
    """The parts of an expression that are no text of ours, a parameter's name among them."""
    match expression:
        case ast.Constant():
            return
        case ast.JoinedStr(values=values):
            for value in values:
                yield from strangers(value.value if isinstance(value, ast.FormattedValue) else value, function, seen)
        case ast.IfExp(body=body, orelse=orelse):
            yield from strangers(body, function, seen)
            yield from strangers(orelse, function, seen)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            for value in values:
                yield from strangers(value, function, seen)
        case ast.BinOp(left=left, right=right):
            yield from strangers(left, function, seen)
            yield from strangers(right, function, seen)
        case ast.Lambda(body=body):
            yield from strangers(body, function, seen)
        case ast.Call() as call:
            name, _ = name_of(call)
            if name in HARMLESS:
                return
            # A text of ours by its key: what is put into it must be ours too. The key may be anything.
            if name in ("words", "_words") or isinstance(call.func, ast.Call):
                for keyword in call.keywords:
                    yield from strangers(keyword.value, function, seen)
            elif name == "join":
                for argument in call.args:
                    yield from strangers(argument, function, seen)
            else:
                yield call
        case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt):
            yield from strangers(elt, function, seen)
        case ast.Name(id=name) if name in function.assigned and name not in seen:
            for value in function.assigned[name]:
                yield from strangers(value, function, seen | {name})
        case ast.Name(id="number"):
            return
        case ast.Name(id=name) if name.isupper() or name == "words":
            return
        case _:
            yield expression


def faults() -> list[str]:
    """Every place where data may be read as Markdown. A parameter that is shown makes its function a sink."""
    found = functions()
    by_name = {function.node.name: function for function in found}
    wrappers: dict[str, set[str]] = {}
    while True:
        told, grown = [], False
        for function in found:
            for call in [node for node in ast.walk(function.node) if isinstance(node, ast.Call)]:
                for argument in shown(call, wrappers, by_name):
                    for part in strangers(argument, function):
                        if isinstance(part, ast.Name) and part.id in function.parameters:
                            known = wrappers.setdefault(function.node.name, set())
                            grown |= part.id not in known
                            known.add(part.id)
                        else:
                            place = f"{function.file.relative_to(ROOT)}:{part.lineno}"
                            told.append(f"{place}: {ast.unparse(part)} in {ast.unparse(call)[:80]}")
        if not grown:
            return sorted(set(told))


def test_no_sink_of_markdown_is_given_data() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("code", "shown_to"),
    [
        ("def show(words, q):\n st.info(words('a', q=q))\ndef go(words):\n show(words, st.query_params['q'])", 1),
        ("def show(file):\n st.error(file.name)", 1),
        ("def show(file):\n st.button(words('a'), help=f'{file.name}')", 1),
        ("def show(rows):\n st.radio('x', rows, format_func=lambda row: row.name)", 1),
        ("def show(file):\n text = file.name\n st.toast(text)", 1),
        ("def show(file):\n text = plain(file.name)\n st.toast(text)\n log.error(file.name)", 0),
        ("def show(words, n):\n st.button(words('a', n=words.number(n)), help=words('b'))", 0),
    ],
)  # fmt: skip
def test_the_walk_finds_them(code: str, shown_to: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.py").write_text(code, encoding="utf-8")
    monkeypatch.setitem(globals(), "FILES", [tmp_path / "page.py"])
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert len(faults()) == shown_to


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png)", "[x](javascript:alert(1))", "<img src=http://evil.example>", "https://evil.example",
        "www.evil.example", "a@evil.example", ":material/home:", ":red[x]", ":smile:", "$x^2$", "**x**", "_x_", "`x`",
        "# x", "- x", "+ x", "1. x", "2) x", "> x", "| a | b |", "&lt;img&gt;", "~~x~~", "    code", "a\n\n# b", "==",
    ],
)  # fmt: skip
def test_plain_text_is_one_paragraph_of_nothing_but_text(text: str) -> None:
    """As a parser of Markdown with GitHub's additions reads it; and with no address or icon to look for afterwards."""
    read = MarkdownIt("gfm-like", {"linkify": False}).parse(plain(text))
    assert [token.type for token in read] == ["paragraph_open", "inline", "paragraph_close"]
    children = read[1].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    whole = "".join(token.content for token in children)
    assert whole.replace("\u2060", "") == " ".join(text.split())
    assert not re.search(r"https?://|www\.|\w@\w|:\w+:|:material/", whole)


def test_ordinary_words_stay_as_they_are() -> None:
    for text in ("Fallskador, 80 år och äldre (per 1 000)", "Åre", "Mål: 3,5 procent", "65-79 år", "Andel 12.5 %"):
        assert plain(text) == text
