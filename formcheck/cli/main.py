"""The command line: review, reviews, batch, extract, evaluate, exercises, models, schema, app.

The exit status is 0 after success. It is 2, with one sentence on standard error, for everything
that a user can fix or chose (bad input, missing setup, Ctrl-C).
"""

import json
import os
import platform
import subprocess
import sys
from typing import Annotated, TextIO

import typer

from formcheck import __version__
from formcheck.cli.batch import batch_command
from formcheck.cli.evaluate import evaluate_command
from formcheck.cli.options import DelegateOption, ModelChoice
from formcheck.cli.review import extract_command, review_command
from formcheck.cli.reviews import reviews
from formcheck.encoding import replace_what_cannot_be_printed
from formcheck.errors import FormCheckError
from formcheck.paths import app_script, environment
from formcheck.pose_estimation.delegate import DELEGATE_VARIABLE

__all__ = ["app", "main"]

STOPPED = 2
INTERRUPTED = 130

app = typer.Typer(
    name="formcheck",
    help="Judge the form of sciatica exercises in recorded clips. Everything stays on this "
    "machine. A research and education prototype, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="Pose models: list those on this machine, download missing ones.")
app.add_typer(models, name="models", no_args_is_help=True)
app.add_typer(reviews, name="reviews", no_args_is_help=True)


@app.callback(invoke_without_command=True)
def _top(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


app.command("review")(review_command)
app.command("batch")(batch_command)
app.command("extract")(extract_command)
app.command("evaluate")(evaluate_command)


@app.command()
def exercises(
    name: Annotated[str | None, typer.Argument(help="Show one exercise with its rules.")] = None,
) -> None:
    """List the exercises, or the rules of one exercise with limits, reasons and sources."""
    from rich.console import Console

    from formcheck.cli.tables import print_exercises
    from formcheck.poses.loader import exercise_names, load_exercise

    names = exercise_names() if name is None else (name,)
    print_exercises(Console(), tuple(load_exercise(n) for n in names), whole=name is not None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the output of `review --json`."""
    from formcheck.export.review import build_schema

    typer.echo(json.dumps(build_schema(), indent=2))


@app.command("app")
def run_app(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    delegate: DelegateOption = None,
) -> None:
    """Start the app at 127.0.0.1; only this machine can reach it."""
    typer.echo(f"FormCheck is starting at http://127.0.0.1:{port} (press Ctrl-C to stop it).")
    settings = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": str(not browser or not _has_screen()).lower(),
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": "127.0.0.1",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app_script())]
    command += [word for key, value in settings.items() for word in (f"--{key}", value)]
    # Streamlit reads its settings and theme from the folder in which it starts.
    folder, variables = app_script().parent, environment()
    if delegate is not None:
        variables[DELEGATE_VARIABLE] = delegate.value
    status = subprocess.call(command, cwd=folder, env=variables)  # noqa: S603 - our own command
    if status not in (0, -2, 130):
        raise typer.Exit(status)


@models.command("list")
def list_models() -> None:
    """Show which pose models are on this machine, and where they belong."""
    from rich.console import Console

    from formcheck.cli.tables import print_models
    from formcheck.pose_estimation.model_files.store import list_bundles

    print_models(Console(), list_bundles())


@models.command()
def fetch(
    *,
    variant: Annotated[
        ModelChoice, typer.Option(help="The pose model to download; the default is full.")
    ] = ModelChoice.FULL,
) -> None:
    """Download a pose model and check its SHA-256; does nothing if it is already here."""
    from rich.console import Console

    from formcheck.cli.progress import fetch_bar
    from formcheck.pose_estimation.model_files.fetch import fetch_bundle

    with fetch_bar(Console(stderr=True)) as progress:
        path = fetch_bundle(variant.value, progress=progress)
    typer.echo(f"The pose model is at {path}")


def main() -> None:
    """Run the command line; every expected failure ends in one sentence and status 2."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    replace_what_cannot_be_printed()
    status: int | None = None
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()  # what cannot be written must fail here, not while Python ends
        if status == INTERRUPTED:  # Typer returns this after Ctrl-C
            status = _failed("Stopped; nothing was written.")
    except (typer.Abort, KeyboardInterrupt):
        status = _failed("Stopped; nothing was written.")
    except typer.TyperException as error:
        status = _misused(error)
    except FormCheckError as error:
        status = _failed(str(error))
    except (BrokenPipeError, SystemExit):
        # The reader of our output (`| head`) has closed it; rich makes a SystemExit of that.
        _close_quietly(sys.stdout)
        status = 0
    except OSError as error:
        if error.filename is not None:  # not the screen, but a file that somebody should look at
            raise
        _close_quietly(sys.stdout)
        status = _failed(f"The output cannot be written: {error.strerror or error}.")
    sys.exit(status or 0)


def _misused(error: typer.TyperException) -> int:
    """Report a wrong command or option; without a message, the help was already shown."""
    words = error.format_message().removeprefix("Value error, ").rstrip(".")
    return _failed(f"{words}. Add --help to see what is expected.") if words else STOPPED


def _failed(sentence: str) -> int:
    from rich.console import Console

    try:
        Console(stderr=True, highlight=False).print(sentence, style="bold", markup=False)
    except OSError:  # where even the sentence cannot be written, the status must say it
        _close_quietly(sys.stderr)
    return STOPPED


def _close_quietly(stream: TextIO) -> None:
    """Drop what `stream` still holds; Python would complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _has_screen() -> bool:
    """Say whether a browser can open here; on a server without a screen it cannot."""
    linux = platform.system() == "Linux"
    return not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
