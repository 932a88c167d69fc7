"""What a live session sees with: the pose model, and the looking for a second person."""

import gc
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from formcheck.kinematics.pose import Pose
from formcheck.pose_estimation.estimator import PoseEstimator
from formcheck.video.frame import Frame

__all__ = ["FramePerception", "SecondPerson"]

_LOG = logging.getLogger(__name__)
_ALONE = "FormCheck cannot look for a second person just now; see that only you are in the picture."


class SecondPerson(Protocol):
    """Looks for somebody else in the picture now and then."""

    def offer(self, frame: Frame, pose: Pose) -> None:
        """Look at this picture if it is time to; returns at once."""
        ...

    @property
    def present(self) -> bool:
        """Whether somebody else was there when last looked."""
        ...

    def close(self) -> None:
        """Stop looking."""
        ...


class FramePerception:
    """Loads the models with the first picture; used by one thread, which closes them."""

    def __init__(
        self,
        make_estimator: Callable[[], PoseEstimator],
        make_second: Callable[[], SecondPerson] | None,
    ) -> None:
        """Nothing is loaded yet; without `make_second` nobody looks for a second person."""
        self._make_estimator = make_estimator
        self._make_second = make_second
        self._estimator: PoseEstimator | None = None
        self._second: SecondPerson | None = None
        self._warning = ""

    def process(self, frame: Frame) -> tuple[Pose, bool]:
        """The person in the picture, and whether somebody else is there.

        Raises what the pose model raises. It is then freed, as it fails on once it failed; the next
        picture gets a new one.
        """
        try:
            if self._estimator is None:
                self._load()
            assert self._estimator is not None  # noqa: S101 - just loaded, for the type checker
            pose = self._estimator.estimate(frame)
        except Exception:
            self.close()
            raise
        return pose, self._somebody_else(frame, pose)

    def take_warning(self) -> str:
        """What the person should know, told once; empty when there is nothing."""
        warning, self._warning = self._warning, ""
        return warning

    def close(self) -> None:
        """Free the models."""
        estimator, self._estimator = self._estimator, None
        with suppress(Exception):
            if estimator is not None:
                estimator.close()
        self._close_second()

    def _load(self) -> None:
        self._estimator = self._make_estimator()
        if self._make_second is not None:
            try:
                self._second = self._make_second()
            except Exception:  # noqa: BLE001 - whatever it was, the exercise goes on
                self._give_up_second()
        # Streamlit collects all garbage after every run of a page: 90 ms in which no picture is
        # judged, unless what is there for good is left out (measured, docs/architecture.md). What
        # earlier exercises left is no part of that.
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _somebody_else(self, frame: Frame, pose: Pose) -> bool:
        if self._second is None:
            return False
        try:
            self._second.offer(frame, pose)
        except Exception:  # noqa: BLE001 - whatever it was, the exercise goes on
            self._give_up_second()
            return False
        return self._second.present

    def _give_up_second(self) -> None:
        """The exercise goes on without; that nobody looks must be said."""
        _LOG.exception("Looking for a second person failed")
        self._warning = _ALONE
        self._close_second()

    def _close_second(self) -> None:
        second, self._second = self._second, None
        with suppress(Exception):
            if second is not None:
                second.close()
