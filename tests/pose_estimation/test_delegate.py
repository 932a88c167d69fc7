"""A graphics processor runs the pose model only where that was seen to work."""

import logging
import subprocess
import sys

import pytest

from formcheck.errors import SetupError
from formcheck.pose_estimation import delegate as delegate_module
from formcheck.pose_estimation.delegate import (
    DELEGATE_VARIABLE,
    Delegate,
    find_usable_delegate,
    read_delegate,
)
from tests.support.command_line import run_command


@pytest.fixture
def trials(monkeypatch):
    """Trials of a graphics processor, which end with the status in `trials.status`."""

    class Trials:
        status = 0
        commands: tuple = ()

        def run(self, command, **_):
            self.commands += (tuple(command),)
            if isinstance(self.status, Exception):
                raise self.status
            return subprocess.CompletedProcess(command, self.status)

    made = Trials()
    monkeypatch.setattr(delegate_module.subprocess, "run", made.run)
    delegate_module._gpu_works.cache_clear()
    yield made
    delegate_module._gpu_works.cache_clear()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(None, Delegate.CPU), ("", Delegate.CPU), ("gpu", Delegate.GPU), (" GPU ", Delegate.GPU)],
)
def test_the_variable_names_it(monkeypatch, value, wanted):
    monkeypatch.delenv(DELEGATE_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(DELEGATE_VARIABLE, value)
    assert read_delegate() is wanted


def test_another_name_is_one_sentence(monkeypatch):
    monkeypatch.setenv(DELEGATE_VARIABLE, "quantum")
    with pytest.raises(SetupError, match=r"^Expected FORMCHECK_DELEGATE to be cpu or gpu"):
        read_delegate()


def test_the_processor_needs_no_trial(trials):
    assert find_usable_delegate(Delegate.CPU) is Delegate.CPU
    assert trials.commands == ()


def test_a_graphics_processor_is_tried_once(trials, caplog):
    assert {find_usable_delegate(Delegate.GPU) for _ in range(3)} == {Delegate.GPU}
    assert trials.commands == ((sys.executable, "-m", "formcheck.pose_estimation.gpu_check"),)
    assert caplog.records == []


@pytest.mark.parametrize(
    "status", [1, -6, subprocess.TimeoutExpired("gpu_check", 60), OSError("no more processes")]
)
def test_where_it_does_not_work_one_line_says_so(trials, caplog, status):
    trials.status = status
    with caplog.at_level(logging.WARNING):
        assert {find_usable_delegate(Delegate.GPU) for _ in range(3)} == {Delegate.CPU}
    [line] = caplog.records
    assert "graphics processor" in line.getMessage()
    assert len(trials.commands) == 1


@pytest.mark.slow
def test_a_command_that_asks_for_one_gives_a_verdict_on_any_machine(two_seconds):
    done = run_command("review", two_seconds, "-e", "bridge", "--delegate", "gpu", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert '"exercise": "bridge"' in done.stdout


def test_the_command_line_refuses_another_name(tmp_path):
    done = run_command("review", tmp_path / "a.mp4", "-e", "bridge", "--delegate", "quantum")
    assert done.returncode == 2
    assert "quantum" in done.stderr
    assert "Traceback" not in done.stderr
