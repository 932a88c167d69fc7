"""Command line: ``python -m tools.speech`` makes the sounds that are missing."""

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
        bool, typer.Option("--check", help="Only say what is missing or not needed any more.")
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Make all sounds again.")] = False,
) -> None:
    """Make a sound for each text the coach can say, and remove those that nothing needs."""
    wanted, there = find_wanted_clips(), recorded_voice.sound_names()
    missing = sorted(set(wanted) - there)
    needless = sorted(there - set(wanted))
    if check:
        for name in missing:
            print(f"No sound for: {wanted[name]}")
        for name in needless:
            print(f"No text for: {name}.mp3")
        print(f"{len(wanted)} texts, {len(missing)} without a sound; {len(needless)} needless.")
        raise typer.Exit(1 if missing or needless else 0)
    try:
        for name in sorted(wanted) if anew else missing:
            (FOLDER / f"{name}.mp3").write_bytes(make_clip(wanted[name]))
            print(name)
    except SpeechError as error:
        print(error)
        raise typer.Exit(1) from error
    for name in needless:
        (FOLDER / f"{name}.mp3").unlink()
    total = sum(file.stat().st_size for file in FOLDER.glob("*.mp3"))
    print(f"{len(wanted)} sounds, {total / 1000:.0f} kB.")


if __name__ == "__main__":
    app()
