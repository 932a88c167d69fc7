"""The readiness checks: what must hold before anything is judged, with a code for each check.

In order: the frames change; it is light enough; a person is found; the trunk is visible from the
side; the person has taken the exercise's position; the joints for the score are inside the picture
and visible. A failure of the last one does not stop the counting: a repetition with a foot outside
the picture counts, but gets no score.

The sentence for each failed check is in `formcheck.texts.labels`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from formcheck.assessment.roles import Roles, find_higher_leg
from formcheck.assessment.signal_lookup import meets
from formcheck.assessment.start_view import StartView
from formcheck.assessment.types import CheckName, PosturePart, ReadinessCheck
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import Observation
from formcheck.poses.exercise import Exercise

__all__ = ["PICTURE_FROZEN", "ReadinessChecks", "find_unmeasured_joint", "list_possible_failures"]

VIEW_MARGIN_DEG = 3.0
"""A view that was refused must be this much better than the limit to be accepted again."""

LEAST_LIGHT = 0.22
"""The brightest twentieth of a frame must be at least this bright, or nobody can be judged
(docs/measurements.md, Light)."""

_STANDS_FOR = {"heel": "ankle", "foot_index": "ankle"}
_TRUNK = (("near", "shoulder"), ("near", "hip"))
_LEG = (("near", "hip"), ("near", "knee"), ("near", "ankle"))


class ReadinessChecks:
    """Runs the checks for each frame, in order."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        # Where the higher leg works, its height identifies it, whichever name it has.
        self._legs_matter = exercise.counting_mode == "per_leg"
        self._joints = tuple(
            (role, joint) for role, _, joint in (j.partition(".") for j in exercise.score_joints)
        )
        self._view = StartView(exercise.view.refuse_deg)
        self.reset()

    @property
    def view_deg(self) -> float:
        """The view that counts, degrees from side-on; NaN while it is not known."""
        return self._view.yaw_deg

    def reset(self) -> None:
        """Forget the view."""
        self._view.reset()
        self._refused = False

    def check(
        self, observation: Observation, roles: Roles, *, shown: Roles, moving: bool = False
    ) -> tuple[ReadinessCheck, bool, bool]:
        """Return the first failed check, if movement may be judged, and if the body is in place.

        `roles` decide about the position, `shown` about the joints that must be visible. `moving`
        selects the looser limits of a position already taken, and keeps the view of the start. The
        last result says that the trunk lies, stands or sits as the exercise needs it, whatever the
        limbs do and wherever the camera stands.
        """
        self._view.update(observation.yaw_deg, moving=moving)
        failed = self._trunk(observation, roles)
        if failed is not None:
            return failed, False, False
        posture = self._exercise.posture
        if not meets(posture.body, observation, roles, kept=moving):
            return _BODY, False, False
        if self._view_refused():
            return _VIEW, False, True
        if self._legs_matter and not observation.legs_distinguishable:
            # The higher leg is judged, whichever name it has.
            higher = find_higher_leg(observation)
            if higher is None:
                return _LEGS, False, True
            shown = replace(shown, working_side=higher)
        if not meets(posture.limbs, observation, roles, kept=moving):
            return find_unmeasured_joint(observation, roles, _LEG) or _LIMBS, False, True
        return (
            find_unmeasured_joint(observation, shown, self._joints) or _READY,
            True,
            True,
        )

    def _trunk(self, observation: Observation, roles: Roles) -> ReadinessCheck | None:
        if observation.brightness < LEAST_LIGHT:  # False where it is NaN
            return _DARK
        if not observation.found:
            return _NOBODY
        if observation.near_side is None:
            return _VIEW
        failed = find_unmeasured_joint(observation, roles, _TRUNK, scorable=False)
        if failed is not None and failed.failed is CheckName.MEASURABLE:
            # Seen end on, one part of the body hides another, and more light would not help.
            return _VIEW if self._view_refused() else failed
        return failed

    def _view_refused(self) -> bool:
        limit = self._exercise.view.refuse_deg - (VIEW_MARGIN_DEG if self._refused else 0.0)
        self._refused = not self.view_deg < limit
        return self._refused


PICTURE_FROZEN = ReadinessCheck(failed=CheckName.PICTURE)
"""Failed while a camera or clip repeats one frame; nothing is then known of the person."""

_READY = ReadinessCheck()
_DARK = ReadinessCheck(failed=CheckName.LIGHT)
_NOBODY = ReadinessCheck(failed=CheckName.PERSON)
_VIEW = ReadinessCheck(failed=CheckName.VIEW)
# The two remedies in the sentence for this check are tried: docs/measurements.md, Leg swaps.
_LEGS = ReadinessCheck(
    failed=CheckName.MEASURABLE, landmarks=(Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
)
_BODY = ReadinessCheck(failed=CheckName.POSTURE, part=PosturePart.BODY)
_DOUBTED = ReadinessCheck(failed=CheckName.FOLLOWED)
_LIMBS = ReadinessCheck(failed=CheckName.POSTURE, part=PosturePart.LIMBS)
_START = ReadinessCheck(failed=CheckName.START)


def list_possible_failures(exercise: Exercise) -> Iterator[ReadinessCheck]:
    """Yield every failed check that `exercise` can end with."""
    yield from (PICTURE_FROZEN, _DARK, _NOBODY, _VIEW, _LEGS, _DOUBTED, _BODY, _LIMBS, _START)
    joints = {joint for _, joint in (*_TRUNK, *_LEG)}
    joints |= {joint.partition(".")[2] for joint in exercise.score_joints}
    for landmark in sorted({_part_landmark(side, joint) for side in Side for joint in joints}):
        yield ReadinessCheck(failed=CheckName.IN_PICTURE, landmarks=(landmark,))
        yield ReadinessCheck(failed=CheckName.MEASURABLE, landmarks=(landmark,))


def _part_landmark(side: Side, joint: str) -> Landmark:
    """Return the one landmark for this part of the body, so that each part is counted once."""
    return Landmark.NOSE if joint == "ear" else side_landmark(side, _STANDS_FOR.get(joint, joint))


def find_unmeasured_joint(
    observation: Observation,
    roles: Roles,
    joints: Sequence[tuple[str, str]],
    *,
    scorable: bool = True,
) -> ReadinessCheck | None:
    """Return the check that fails for the first (role, joint) that is not measured, or None.

    A joint is not measured outside the picture, where it jumped, or where it is hidden. With
    `scorable=False` it is enough that a joint is trackable.
    """
    for role, joint in joints:
        side = roles.side(role)
        if side is None:
            continue
        if side_landmark(side, joint) in observation.outside:
            return ReadinessCheck(
                failed=CheckName.IN_PICTURE, landmarks=(_part_landmark(side, joint),)
            )
        if side_landmark(side, joint) in observation.doubtful:
            return _DOUBTED
        view = observation.sides[side]
        if joint not in (view.scorable if scorable else view.trackable):
            return ReadinessCheck(
                failed=CheckName.MEASURABLE, landmarks=(_part_landmark(side, joint),)
            )
    return None
