"""The recorded voice has a sound for every spoken text."""

import base64
import io
import json
import re
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import av
import numpy as np
import pytest
from typer.testing import CliRunner

from formcheck.live.speech import recorded_voice
from formcheck.live.speech.recorded_voice import list_sounds, pack_sounds
from formcheck.texts import coach as coach_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts.coach import SCREEN
from tools.speech.__main__ import app
from tools.speech.clips import find_clips, name_clip
from tools.speech.texts import find_wanted_clips, list_spoken_texts

AUDIBLE = 0.004
"""The page leaves out what is quieter before and after a sound."""


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    return {name: base64.b64decode(data) for name, data in json.loads(pack_sounds()).items()}


def samples_of(data: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray().ravel() for frame in container.decode(audio=0)]
        return np.concatenate(frames), container.streams.audio[0].rate


def test_every_spoken_text_has_its_sounds():
    there = list_sounds()
    silent = sorted({text for text in list_spoken_texts() if find_clips(text, there) is None})
    assert silent == [], "run `python -m tools.speech`"
    assert sorted(set(find_wanted_clips()) ^ there) == [], "run `python -m tools.speech`"


@pytest.mark.parametrize(
    ("change", "new"),
    [
        (
            lambda patch: patch.setattr(coach_texts, "NEW", "Breathe out.", raising=False),
            "Breathe out.",
        ),
        (
            lambda patch: patch.setattr(
                coach_texts,
                "QUESTIONS",
                MappingProxyType({**coach_texts.QUESTIONS, "x": "Too warm?"}),
            ),
            "Too warm?",
        ),
        (
            lambda patch: patch.setitem(SCREEN["camera_problems"], "frozen", "It stands still."),
            "It stands still.",
        ),
        (
            lambda patch: patch.setattr(safety_texts, "X_SPOKEN", "Are you well?", raising=False),
            "Are you well?",
        ),
    ],
)
def test_a_new_text_without_a_sound_is_noticed(monkeypatch, change, new):
    change(monkeypatch)
    assert new in set(list_spoken_texts())
    assert set(find_wanted_clips()) - list_sounds() == {name_clip(new)}


def test_the_page_names_what_it_asks_to_be_said_in_the_same_line():
    """So it is found there. An error's own text has no sound: it may name a file."""
    page = Path(str(files("formcheck.live"))) / "frontend"
    lines = [
        line
        for script in page.rglob("*.js")
        for line in script.read_text(encoding="utf-8").splitlines()
        if "say:" in line
    ]
    assert len(lines) >= 3
    nameless = [one for one in lines if not re.search(r"texts(\(\))?\.\w+|state\.error", one)]
    assert nameless == []


def test_the_tool_says_whether_every_sound_exists():
    done = CliRunner().invoke(app, ["--check"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "0 without a sound; 0 sounds no longer needed" in done.stdout


def test_the_tool_names_missing_and_unused_sounds(monkeypatch):
    monkeypatch.setattr(coach_texts, "READY", "Breathe out.")
    monkeypatch.setattr(recorded_voice, "list_sounds", lambda: list_sounds() | {"hello"})
    done = CliRunner().invoke(app, ["--check"])
    assert done.exit_code == 1
    assert "No sound for: Breathe out." in done.stdout
    assert "No text for: hello.mp3" in done.stdout


@pytest.mark.parametrize(
    ("text", "clips"),
    [
        ("Three.", ["three"]),
        ("Eight, left. One more left.", ["eight", "left", "one-more-left"]),
        ("Rest for 300 seconds.", ["rest-for", "three", "hundred", "seconds"]),
        ("Set 12 of 20 done.", ["set", "twelve", "of", "twenty", "done"]),
        (
            "Your left foot is out of the picture. Move the camera back.",
            ["your-left-foot", "is-out-of-the-picture", "move-the-camera-back"],
        ),
        ("Well done.", ["well-done"]),
        ("Cannot open pose.task.", None),
    ],
)
def test_a_text_is_put_together_from_the_longest_clips(text, clips):
    assert find_clips(text, list_sounds()) == clips


def test_sounds_are_small_begin_at_once_and_are_equally_loud(packed):
    assert sum(map(len, packed.values())) < 800_000
    levels_db = []
    for name, data in packed.items():
        sound, rate_hz = samples_of(data)
        assert np.abs(sound).max() <= 1.0, name
        assert np.flatnonzero(np.abs(sound) > AUDIBLE)[0] < 0.08 * rate_hz, name
        size = rate_hz // 50
        power = np.sort(np.mean(sound[: sound.size // size * size].reshape(-1, size) ** 2, axis=1))
        levels_db.append(10 * np.log10(power[power.size // 2 :].mean()))
    assert np.ptp(levels_db) < 6.0


def test_other_files_are_not_served(tmp_path, monkeypatch):
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "three.mp3").write_bytes(b"sound")
    (tmp_path / "sounds" / "notes.txt").write_bytes(b"text")
    monkeypatch.setattr(recorded_voice, "files", lambda _: tmp_path)
    assert recorded_voice.list_sounds() == {"three"}
