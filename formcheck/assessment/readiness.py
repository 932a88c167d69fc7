"""The ladder climbed before anything is judged, with a code for each rung.

The picture moves; there is light; a person is found; the trunk is seen, from the side; the
exercise's position is taken; the joints the score needs are inside the picture and visible. The
last two do not stop the counting: a repetition with a foot outside the picture counts, but gets no
score.

What a shut gate asks for in words is in `formcheck.texts.labels`.
"""

from collections.abc import Iterator, Sequence

from formcheck.assessment.signal_lookup import Roles, read_signal
from formcheck.assessment.types import CheckName, PosturePart, ReadinessCheck
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import Observation
from formcheck.poses.exercise import Condition, Exercise

__all__ = ["STANDS_STILL", "ReadinessChecks", "joints_not_measured", "possible_failures"]

VIEW_MARGIN_DEG = 3.0
"""Once refused, the view must be this much better than the limit to be accepted again."""

LEAST_LIGHT = 0.22
"""The brightest twentieth of a picture is at least so bright, or nobody can be judged. Rendered and
real clips reach 0.3 and more, the dim ones among them included; those made too dark 0.13, and
there MediaPipe still finds somebody, so that other gates would give reasons that help nobody."""

_STANDS_FOR = {"heel": "ankle", "foot_index": "ankle"}
_TRUNK = ("shoulder", "hip")
_LEG = (("near", "hip"), ("near", "knee"), ("near", "ankle"))


class ReadinessChecks:
    """Checks the ladder instant by instant."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        # Where whichever leg is higher does the work, height tells it, whatever it is called.
        self._legs_matter = exercise.counting_mode == "per_leg"
        self._joints = tuple(
            (role, joint) for role, _, joint in (j.partition(".") for j in exercise.score_joints)
        )
        self.reset()

    def reset(self) -> None:
        """Forget the view."""
        self._refused = False

    def check(
        self, observation: Observation, roles: Roles, *, shown: Roles, moving: bool = False
    ) -> tuple[ReadinessCheck, bool, bool]:
        """The first shut gate, whether movement may be judged, and whether the body is in place.

        `roles` decide about the position, `shown` which joints are asked for; `moving` gives the
        looser limits of a position already taken. The last result says that the trunk lies, stands
        or sits as the exercise wants it, whatever the limbs do and however the camera stands.
        """
        failed = self._trunk(observation)
        if failed is not None:
            return failed, False, False
        posture = self._exercise.posture
        if not self._hold(posture.body, observation, roles, kept=moving):
            return _BODY, False, False
        if self._view_refused(observation.yaw_deg):
            return _VIEW, False, True
        if self._legs_matter and not observation.legs_distinguishable:
            return _LEGS, False, True
        if not self._hold(posture.limbs, observation, roles, kept=moving):
            return joints_not_measured(observation, roles, _LEG) or _LIMBS, False, True
        return joints_not_measured(observation, shown, self._joints) or ReadinessCheck(), True, True

    def _trunk(self, observation: Observation) -> ReadinessCheck | None:
        if observation.brightness < LEAST_LIGHT:  # never where the light is not known
            return _DARK
        if not observation.found:
            return _NOBODY
        if observation.near_side is None:
            return _VIEW
        roles = Roles(near=observation.near_side, working_side=None, raised=None)
        trunk = [("near", joint) for joint in _TRUNK]
        failed = joints_not_measured(observation, roles, trunk, scorable=False)
        if failed is not None and failed.failed is CheckName.MEASURABLE:
            # Seen end on, one part of the body hides the other: more light would not help.
            return _VIEW if self._view_refused(observation.yaw_deg) else failed
        return failed

    def _view_refused(self, yaw_deg: float) -> bool:
        limit = self._exercise.view.refuse_deg - (VIEW_MARGIN_DEG if self._refused else 0.0)
        self._refused = not yaw_deg < limit
        return self._refused

    def _hold(
        self,
        conditions: Sequence[Condition],
        observation: Observation,
        roles: Roles,
        *,
        kept: bool,
    ) -> bool:
        return all(
            c.holds(read_signal(observation, roles, c.signal)[0], kept=kept) for c in conditions
        )


STANDS_STILL = ReadinessCheck(failed=CheckName.PICTURE)
"""Shut while a camera or clip repeats one picture; nothing is known of the person then."""

_DARK = ReadinessCheck(failed=CheckName.LIGHT)
_NOBODY = ReadinessCheck(failed=CheckName.PERSON)
_VIEW = ReadinessCheck(failed=CheckName.VIEW)
# On rendered 90/90 stretches with hundreds of exchanges either of the two left none.
_LEGS = ReadinessCheck(
    failed=CheckName.MEASURABLE, landmarks=(Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
)
_BODY = ReadinessCheck(failed=CheckName.POSTURE, part=PosturePart.BODY)
_LIMBS = ReadinessCheck(failed=CheckName.POSTURE, part=PosturePart.LIMBS)
_START = ReadinessCheck(failed=CheckName.START)


def possible_failures(exercise: Exercise) -> Iterator[ReadinessCheck]:
    """Yield every shut gate that a check of `exercise` can end with."""
    yield from (STANDS_STILL, _DARK, _NOBODY, _VIEW, _LEGS, _BODY, _LIMBS, _START)
    joints = {*_TRUNK, *(joint for _, joint in _LEG)}
    joints |= {joint.partition(".")[2] for joint in exercise.score_joints}
    for landmark in sorted({_asked_for(side, joint) for side in Side for joint in joints}):
        yield ReadinessCheck(failed=CheckName.IN_PICTURE, landmarks=(landmark,))
        yield ReadinessCheck(failed=CheckName.MEASURABLE, landmarks=(landmark,))


def _asked_for(side: Side, joint: str) -> Landmark:
    """Return the landmark that stands for the part of the body, so that it is counted once."""
    return Landmark.NOSE if joint == "ear" else side_landmark(side, _STANDS_FOR.get(joint, joint))


def joints_not_measured(
    observation: Observation,
    roles: Roles,
    joints: Sequence[tuple[str, str]],
    *,
    scorable: bool = True,
) -> ReadinessCheck | None:
    """The gate shut by the first (role, joint) that is outside the picture or hidden, or None.

    With `sure=False` it is enough that a joint can be followed.
    """
    for role, joint in joints:
        side = roles.side(role)
        if side is None:
            continue
        if side_landmark(side, joint) in observation.outside:
            return ReadinessCheck(failed=CheckName.IN_PICTURE, landmarks=(_asked_for(side, joint),))
        view = observation.sides[side]
        if joint not in (view.scorable if scorable else view.trackable):
            return ReadinessCheck(failed=CheckName.MEASURABLE, landmarks=(_asked_for(side, joint),))
    return None
