"""How a live session reads a frame: the pose model, and the check for a second person."""

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
_ALONE = "FormCheck cannot check for a second person now. Make sure only you are in the picture."


class SecondPerson(Protocol):
    """Checks now and then whether the camera sees somebody else."""

    def offer(self, frame: Frame, pose: Pose) -> None:
        """Check this frame if a check is due; returns at once."""
        ...

    @property
    def present(self) -> bool:
        """Whether the last checks found somebody else."""
        ...

    def close(self) -> None:
        """Stop checking."""
        ...


class FramePerception:
    """Finds the person in a frame. The models load at the first frame; one thread uses it."""

    def __init__(
        self,
        make_estimator: Callable[[], PoseEstimator],
        make_second: Callable[[], SecondPerson] | None,
    ) -> None:
        """Load nothing yet; without `make_second` there is no check for a second person."""
        self._make_estimator = make_estimator
        self._make_second = make_second
        self._estimator: PoseEstimator | None = None
        self._second: SecondPerson | None = None
        self._warning = ""

    def prepare(self) -> None:
        """Load the models now. Raises what the pose model raises."""
        if self._estimator is None:
            self._load()

    def process(self, frame: Frame) -> tuple[Pose, bool]:
        """Return the pose of the person, and whether somebody else is there.

        Raises what the pose model raises. A model that failed once keeps failing, so it is freed
        then; the next frame gets a new one.
        """
        try:
            self.prepare()
            assert self._estimator is not None  # noqa: S101 - just loaded, for the type checker
            pose = self._estimator.estimate(frame)
        except Exception:
            self.close()
            raise
        return pose, self._somebody_else(frame, pose)

    def take_warning(self) -> str:
        """Return a warning for the person, once; empty when there is none."""
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
            except Exception:  # noqa: BLE001 - the exercise continues after any error here
                self._give_up_second()
        # Streamlit collects all garbage after every run of a page, which takes 90 ms (see
        # docs/measurements.md, Streamlit's server and the live coach). Freezing leaves out what
        # stays in memory. What earlier exercises left behind is collected first.
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _somebody_else(self, frame: Frame, pose: Pose) -> bool:
        if self._second is None:
            return False
        try:
            self._second.offer(frame, pose)
        except Exception:  # noqa: BLE001 - the exercise continues after any error here
            self._give_up_second()
            return False
        return self._second.present

    def _give_up_second(self) -> None:
        """Continue without the check, and prepare a warning that says so."""
        _LOG.exception("The check for a second person failed")
        self._warning = _ALONE
        self._close_second()

    def _close_second(self) -> None:
        second, self._second = self._second, None
        with suppress(Exception):
            if second is not None:
                second.close()
