"""A batch: each clip once, whatever ends a process; results and reasons for all of them."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from formcheck.batch.clip_result import ClipResult
from formcheck.batch.clips import find_clips
from formcheck.batch.run import run_batch
from formcheck.batch.tables import write_tables
from formcheck.errors import ModelMissingError
from formcheck.review.request import ClipRequest
from tests.batch.fake_films import extract, extract_slowly, read_log, write_films

TOP = Path(__file__).parents[2]

SCRIPT = """
import sys
from pathlib import Path
from formcheck.batch.clips import find_clips
from formcheck.batch.run import run_batch
from tests.batch.fake_films import extract_slowly
if __name__ == "__main__":
    films, out = map(Path, sys.argv[1:])
    run_batch(find_clips(films, {}), out, workers=2, extract=extract_slowly)
"""


def results_in(out: Path) -> dict[str, ClipResult]:
    """Return the complete results by their clips; a damaged file would not be among them."""
    found = (ClipResult.load(file) for file in (out / "clips").glob("*.json"))
    return {each.clip: each for each in found if each is not None}


def wait_until(condition, *, at_most_s: float = 120.0) -> None:
    end_s = time.monotonic() + at_most_s
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.02)


def test_forty_clips_with_broken_ones_and_killed_processes_are_each_judged_once(tmp_path: Path):
    films = write_films(tmp_path / "films", good=36, broken=3, more=("kills once",))
    out, script = tmp_path / "out", tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, script, films, out],
        cwd=TOP,
        stderr=subprocess.DEVNULL,  # the killed process's helper mentions what it cleans up
        env=os.environ | {"PYTHONPATH": str(TOP)},
        start_new_session=True,
    )
    wait_until(lambda: len(list((out / "clips").glob("*.json"))) >= 5)
    run.send_signal(signal.SIGKILL)
    run.wait(timeout=60)
    # The workers end too: nothing is judged by a run that is over.
    wait_until(lambda: not group_lives(run.pid))
    before = results_in(out)
    assert 5 <= len(before) < 40

    told: list[tuple[str, bool]] = []
    results = run_batch(
        find_clips(films, {}),
        out,
        workers=2,
        extract=extract_slowly,
        on_done=lambda result, known: told.append((result.clip, known)),
    )
    assert [each.clip for each in results] == [f"bridge/{n:02d}.mp4" for n in range(40)]
    assert {name for name, known in told if known} == set(before)
    assert len(told) == 40
    failed = [each for each in results if each.failed is not None]
    assert [each.clip for each in failed] == [f"bridge/{n}.mp4" for n in (36, 37, 38)]
    assert all("Expected a clip in 3" in str(each.failed) for each in failed)
    assert {each.verdict["counted"] for each in results if each.verdict is not None} == {1}
    read = Counter(read_log(films))
    assert all(read[Path(name).name] == 1 for name in before)
    assert read["39.mp4"] == 2  # killed, then once more, alone
    assert not list(out.rglob("*.part"))

    write_tables(results, out)
    assert pq.read_table(out / "clips.parquet").num_rows == 37
    assert pq.read_table(out / "failed.parquet").num_rows == 3


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_clip_that_always_ends_its_process_gets_a_reason_and_is_tried_again_on_request(
    tmp_path: Path,
):
    films = write_films(tmp_path / "films", good=1, broken=1, more=("kills always",))
    out = tmp_path / "out"
    clips = find_clips(films, {})
    first = run_batch(clips, out, workers=1, extract=extract)
    assert [each.failed is None for each in first] == [True, False, False]
    assert "ended twice" in str(first[2].failed)
    (films / "bridge" / "02.mp4").touch()  # another time of change is another film
    (films / "bridge" / "01.mp4").write_text("good one!", encoding="utf-8")
    assert read_log(films).count("00.mp4") == 1
    changed = find_clips(films, {})[:2]
    second = run_batch(changed, out, workers=1, extract=extract)
    assert [each.failed for each in second] == [None, None]
    third = run_batch(clips[2:], out, workers=1, retry_failed=True, extract=extract)
    assert "ended twice" in str(third[0].failed)
    assert read_log(films).count("02.mp4") == 4


def miss_model(_request: ClipRequest) -> tuple[str, ...]:
    raise ModelMissingError("Expected the pose model.")


def test_what_is_no_fault_of_a_clip_ends_the_run_and_is_no_result(tmp_path: Path):
    films = write_films(tmp_path / "films", good=2)
    with pytest.raises(ModelMissingError, match="Expected the pose model"):
        run_batch(find_clips(films, {}), tmp_path / "out", workers=2, extract=miss_model)
    assert not results_in(tmp_path / "out")
