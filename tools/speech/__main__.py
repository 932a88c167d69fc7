"""The command line: ``python -m tools.speech`` makes the missing sounds."""

from pathlib import Path
from typing import Annotated

import typer

from formcheck.live.speech import recorded_voice
from tools.speech.synthesis import SpeechError, make_clip
from tools.speech.texts import find_wanted_clips

app = typer.Typer(add_completion=False)
FOLDER = Path(recorded_voice.__file__).with_name("sounds")


@app.command()
def speech(
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only list the sounds that are missing or no longer needed."),
    ] = False,
    make_all: Annotated[bool, typer.Option("--all", help="Make all sounds again.")] = False,
) -> None:
    """Make a sound for each text that the coach can say, and remove sounds no longer needed."""
    wanted, there = find_wanted_clips(), recorded_voice.list_sounds()
    missing = sorted(set(wanted) - there)
    unneeded = sorted(there - set(wanted))
    if check:
        for name in missing:
            print(f"No sound for: {wanted[name]}")
        for name in unneeded:
            print(f"No text for: {name}.mp3")
        missed = f"{len(missing)} without a sound; {len(unneeded)} sounds no longer needed"
        print(f"{len(wanted)} texts, {missed}.")
        raise typer.Exit(1 if missing or unneeded else 0)
    try:
        for name in sorted(wanted) if make_all else missing:
            (FOLDER / f"{name}.mp3").write_bytes(make_clip(wanted[name]))
            print(name)
    except SpeechError as error:
        print(error)
        raise typer.Exit(1) from error
    for name in unneeded:
        (FOLDER / f"{name}.mp3").unlink()
    total = sum(file.stat().st_size for file in FOLDER.glob("*.mp3"))
    print(f"{len(wanted)} sounds, {total / 1000:.0f} kB.")


if __name__ == "__main__":
    app()
