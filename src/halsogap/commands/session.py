"""What every command shares: where the store is, how results are shown, and how errors end.

Results go to standard output in the form asked for; progress, warnings and errors go to standard error, so that a
result can be piped. A command is a function from a `Session` to a `Result`; `command` makes it one of the program's.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from halsogap import settings
from halsogap.catalog.catalog import Catalog
from halsogap.errors import HalsogapError, unreadable
from halsogap.exporting.csv import csv_bytes
from halsogap.i18n import words
from halsogap.reading.reader import Reader
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store

INTERRUPTED = 130
"""The exit code of a program ended by Ctrl-C (128 + SIGINT), as shells expect."""

PIPE_CLOSED = 141
"""The exit code of a program whose reader went away (128 + SIGPIPE)."""

FAULT_OF_OURS = 70
"""The exit code of an error that nobody foresaw (EX_SOFTWARE of sysexits.h)."""


class Format(StrEnum):
    """How a result is shown: text for people, JSON or CSV for programs."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class Result:
    """What a command has to say.

    Parameters
    ----------
    text
        For people.
    data
        The same as plain values, for JSON.
    table
        The same as rows, for CSV; `data` as one row where there is none.
    demo
        Whether it was made from made-up values, which every form then says.
    exit_code
        0 where all is well.
    """

    text: str
    data: dict[str, Any]
    table: pd.DataFrame | None = None
    demo: bool = False
    exit_code: int = 0


@dataclass
class Session:
    """One run of a command: the store and the service it works with, and a way to talk to the user meanwhile."""

    location: str
    kolada_url: str
    format: Format = Format.TEXT
    messages: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    @cached_property
    def store(self) -> Store:
        """The store asked for."""
        return Store(self.location)

    @cached_property
    def reader(self) -> Reader:
        """What reads the store."""
        return Reader(self.store)

    @property
    def catalog(self) -> Catalog:
        """The catalogue as it is now, with what the user has added beside the store."""
        return Reader(self.store).published_catalog()

    def snapshot(self) -> Snapshot:
        """The snapshot in force.

        Raises
        ------
        StoreError
            There is none, or it cannot be opened.
        """
        return self.reader.snapshot()

    def say(self, text: str) -> None:
        """Tell the user something, on standard error."""
        self.messages.print(text, markup=False)

    @contextmanager
    def progress(self) -> Iterator[Callable[[int, int, str], None]]:
        """Show how far the work is: a bar on a terminal, otherwise a plain line at every tenth of the way.

        Yields a function of how much is done, how much there is, and what is being done.
        """
        if self.messages.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=self.messages, transient=True) as bar:
                task = bar.add_task("", total=None)
                yield lambda done, total, label: bar.update(
                    task, completed=done, total=total, description=escape(label)
                )
            return
        last_tenth = -1

        def tell(done: int, total: int, label: str) -> None:
            nonlocal last_tenth
            tenth = 10 * done // total if total else 10
            if tenth > last_tenth:
                last_tenth = tenth
                self.say(f"{label} ({done} of {total})")

        yield tell


Command = Callable[..., Result]

STORE_HELP = "Folder of the store, or a database URL. [default: $HALSOGAP_STORE, else data/store in the project]"
KOLADA_HELP = "Address of Kolada's API. [default: $HALSOGAP_KOLADA_URL, else https://api.kolada.se/v3]"
DEBUG_HELP = "Show the traceback of an error."

StoreOption = Annotated[str | None, typer.Option("--store", metavar="PATH", help=STORE_HELP, show_default=False)]
KoladaOption = Annotated[str | None, typer.Option("--kolada-url", metavar="URL", help=KOLADA_HELP, show_default=False)]
DebugOption = Annotated[bool, typer.Option("--debug", help=DEBUG_HELP, show_default=False)]
FormatOption = Annotated[Format, typer.Option("--format", help="How the result is shown.")]


@dataclass(frozen=True)
class Common:
    """The options that stand before the command; the same options after it win."""

    store: str | None = None
    kolada_url: str | None = None
    debug: bool = False


def command(program: typer.Typer, name: str | None = None, *, alone: bool = False) -> Callable[[Command], Command]:
    """Make a function of a `Session` and its own options a command of `program`, with the options all have.

    `alone`: the function is what a group of commands does when its name stands alone; the options before one of its
    commands are then that command's.

    Whatever goes wrong ends in one sentence on standard error and an exit code: that of the `HalsogapError`, 130
    after Ctrl-C, 141 when the reader of a pipe has gone, 70 for a fault of ours.
    """

    def register(function: Command) -> Command:
        def run(
            context: typer.Context,
            store: StoreOption = None,
            kolada_url: KoladaOption = None,
            form: FormatOption = Format.TEXT,
            debug: DebugOption = False,
            **own: Any,
        ) -> None:
            common: Common = context.obj or Common()
            if context.invoked_subcommand is not None:
                context.obj = Common(store or common.store, kolada_url or common.kolada_url, debug or common.debug)
                return
            session = Session(
                store or common.store or settings.store_location(),
                (kolada_url or common.kolada_url or settings.kolada_url()).rstrip("/"),
                form,
            )
            code = _run(lambda: function(session, **own), session, debug or common.debug)
            if code:
                raise typer.Exit(code)

        mine = inspect.signature(run, eval_str=True).parameters
        its = inspect.signature(function, eval_str=True).parameters
        parameters = [mine["context"], *list(its.values())[1:]]
        parameters += [mine[option] for option in ("form", "store", "kolada_url", "debug")]
        parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
        # Typer reads a command's options off its signature and annotations, so it gets those of both functions.
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        run.__doc__, run.__name__ = function.__doc__, function.__name__
        (program.callback(invoke_without_command=True) if alone else program.command(name))(run)
        return function

    return register


def _run(function: Callable[[], Result], session: Session, debug: bool) -> int:
    """Run a command and show what it says; the exit code."""

    def fail(sentence: str, code: int) -> int:
        if debug:
            traceback.print_exc()
        session.say(sentence)
        return code

    try:
        result = function()
        show(result, session)
        sys.stdout.flush()
    except HalsogapError as error:
        return fail(f"Error: {error}", error.exit_code)
    except KeyboardInterrupt:
        return fail("Interrupted. The store is as it was before, or complete and new: never in between.", INTERRUPTED)
    except BrokenPipeError:
        # Python flushes standard output once more at exit; with nowhere to go, that would be an error of its own.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last line of defence: whatever it is, the user gets a sentence, not a traceback
        if isinstance(error, OSError) and _within(error.filename, session.location):
            fault = unreadable(error, error.filename)
            return fail(f"Error: {fault}", fault.exit_code)
        kind = type(error).__name__
        return fail(
            f"Error: Something that should not happen did ({kind}: {error}). --debug shows where.", FAULT_OF_OURS
        )
    return result.exit_code


def _within(file: object, location: str) -> bool:
    """Whether `file`, as an error of the operating system names it, lies in the store."""
    return isinstance(file, str | os.PathLike) and Path(file).absolute().is_relative_to(Path(location).absolute())


def show(result: Result, session: Session) -> None:
    """Write `result` to standard output in the session's format, with the DEMO mark where it is due."""
    if session.format is Format.JSON:
        demo = {"demo": True, "note": _made_up()} if result.demo else {"demo": False}
        typer.echo(json.dumps({**demo, **result.data}, ensure_ascii=False, indent=1, allow_nan=False))
    elif session.format is Format.CSV:
        table = result.table if result.table is not None else pd.DataFrame([result.data])
        if result.demo:
            session.say(f"{_made_up()}.")
        typer.echo(csv_bytes(table, "en", mark=False).decode(), nl=False)
    else:
        typer.echo(f"{_made_up()}.\n{result.text}" if result.demo else result.text)


def _made_up() -> str:
    return words("en")("provenance.row_demo")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of `frame` as plain values, None where one is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]
