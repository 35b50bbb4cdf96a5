"""The program `halsogap`: `python -m halsogap …` and the console script.

The commands are in `halsogap.commands`; here they become one program, with the options that may stand before them.
"""

from __future__ import annotations

import contextlib
import io
import sys

import stamina
import typer
from stamina.instrumentation import RetryDetails

from halsogap.commands import adding, areas, own_table, reading, whatif, writing
from halsogap.commands.session import Common, DebugOption, KoladaOption, StoreOption

app = typer.Typer(
    name="halsogap",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def before(
    context: typer.Context,
    store: StoreOption = None,
    kolada_url: KoladaOption = None,
    debug: DebugOption = False,
) -> None:
    """Fetch, import, check and print Hälsogap's values: health gaps in Swedish municipalities and counties.

    --store, --kolada-url and --debug may stand before the command or after it. Results go to standard output,
    progress and warnings to standard error.

    Exit codes: 0 done; 1 error; 2 bad input; 3 Kolada or SCB did not answer as it should; 4 the store cannot be used;
    5 values break their rules; 70 a fault of the program; 130 interrupted.
    """
    context.obj = Common(store, kolada_url, debug)


writing.register(app)
adding.register(app)
reading.register(app)
areas.register(app)
whatif.register(app)
own_table.register(app)


def main() -> None:
    """Run the program."""
    for stream in (sys.stdout, sys.stderr):
        # Piped output is UTF-8 everywhere, whatever the system's own habit is: Swedish letters must survive.
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            with contextlib.suppress(ValueError):
                stream.reconfigure(encoding="utf-8")
    stamina.instrumentation.set_on_retry_hooks([_say_retry])
    app()


def _say_retry(details: RetryDetails) -> None:
    print(f"{details.caused_by}: trying again in {details.wait_for:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
