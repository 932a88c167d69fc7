"""What the readiness checks say of a track."""

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import ReadinessCheck, Snapshot
from formcheck.kinematics.landmarks import Landmark
from formcheck.kinematics.track import PoseTrack
from formcheck.texts.labels import readiness_sentence
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, exercise_named, within

BRIDGE, DOG, LYING = (
    GOOD_REPETITIONS["bridge"],
    GOOD_REPETITIONS["bird_dog"],
    GOOD_REPETITIONS["hamstring_stretch"],
)


def snapshots(track: PoseTrack, exercise: str = "bridge") -> list[Snapshot]:
    checker = FormChecker(exercise_named(exercise))
    return [checker.update(pose) for pose in track.poses()]


def out_of_picture(
    track: PoseTrack, *marks: Landmark, span_s: tuple[float, float] = (0, 1e9)
) -> PoseTrack:
    """Move landmarks just beyond the border, as the pose model does outside the picture."""
    xy = track.xy.copy()
    rows = within(track, *span_s)
    for mark in marks:
        xy[rows, mark, 1] = track.size[1] + 4
    return changed(track, xy=xy)


def readiness(track: PoseTrack, exercise: str = "bridge") -> ReadinessCheck:
    return snapshots(track, exercise)[-1].readiness


def instruction(check: ReadinessCheck, exercise: str = "bridge") -> str:
    """What the person is asked to do."""
    return readiness_sentence(check, exercise_named(exercise))
