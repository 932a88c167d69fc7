"""A small part of `make fuzz`: damaged input is read or refused, with nothing left behind."""

import os
import time

import pytest

from formcheck.errors import InputError
from tools.fuzz import __main__ as fuzz
from tools.fuzz.targets import TARGETS, Target

INPUTS = 40


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_input_fails_with_our_errors_only(name, tmp_path):
    run = fuzz.run_target(name, inputs=INPUTS, seconds=60, seed=20, kept=tmp_path)
    assert run.failures == ()
    assert run.read == INPUTS
    assert run.refused > 0  # otherwise the damage would test nothing


@pytest.mark.parametrize(
    ("reader", "says"),
    [
        (lambda path: int("x"), "ValueError"),
        (lambda path: (path.parent / "left.part").touch(), "left left.part behind"),
        (lambda path: time.sleep(0.02), "took"),
    ],
)
def test_a_failure_is_told_and_its_input_kept(reader, says, tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz, "LONGEST_S", 0.01)
    target = Target(suffix=".x", examples=lambda: [b"one"], damage=lambda _, c: c, read=reader)
    monkeypatch.setitem(fuzz.TARGETS, "mine", target)
    run = fuzz.run_target("mine", inputs=1, seconds=5, seed=1, kept=tmp_path)
    assert len(run.failures) == 1
    assert says in run.failures[0]
    assert [os.fspath(path) in run.failures[0] for path in tmp_path.iterdir()] == [True]


def test_our_own_error_is_no_failure(tmp_path, monkeypatch):
    def refuse(_):
        raise InputError("Expected something else.")

    target = Target(suffix=".x", examples=lambda: [b"one"], damage=lambda _, c: c, read=refuse)
    monkeypatch.setitem(fuzz.TARGETS, "mine", target)
    run = fuzz.run_target("mine", inputs=3, seconds=5, seed=1, kept=tmp_path)
    assert (run.read, run.refused, run.failures) == (3, 3, ())
