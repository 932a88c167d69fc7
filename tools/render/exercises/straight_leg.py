"""The hamstring stretch lying down: a straight leg raised with a strap."""

from collections.abc import Mapping
from typing import ClassVar

from tools.render.body import SIDES, Body, Posed, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    BOUNCING,
    JERKED,
    OTHER,
    TOO_FAST,
    UNSTEADY,
    FaultKind,
    Tuned,
    Values,
    common_faults,
)
from tools.render.exercises.bridge import lay_arm
from tools.render.exercises.lying import (
    FLAT_KNEE_DEG,
    LYING_FAULTS,
    OTHER_STRAIGHT,
    STRAIGHT_FROM_DEG,
    Lying,
)
from tools.render.exercises.posture_builder import LATERAL, Figure
from tools.render.geometry import Vector, unit, vector

HIDDEN_M = vector(0.001, 0.0, 0.0)  # a piece of strap so short is hidden in the hand
RAISED = FaultKind(
    how="top",
    unit="deg",
    tuned=Tuned(value="raise_deg", reading="raise_deg", role="work", low=10, high=130),
)


class StraightLegStretch:
    """One straight leg raised with a strap round the foot, the other flat or bent.

    `raise_deg` is the hip-ankle line against the horizontal. More values, 0 in the exercise:
    `slide_deg` draws the working foot up along the floor, `other_slide_deg` moves the other foot
    away (towards the hips if negative), `other_lift_deg` lifts it, `turn_deg` rolls the head.
    The settings `start_up_deg` and `other_up_deg` hold the working and the other leg up in the
    start position, for movements that are not this exercise; with `strap` 0 there is no strap, and
    the arms lie beside the body.
    """

    primary: ClassVar[str] = "raise_deg"
    steady: ClassVar[str] = "raise_deg"
    nods: ClassVar[bool] = True
    strap_pieces: ClassVar[int] = 3
    settings: ClassVar[Mapping[str, float]] = {
        "top_raise_deg": 70.0,
        "knee_deg": 175.0,
        "other_knee_deg": FLAT_KNEE_DEG,
        "start_up_deg": 0.0,
        "other_up_deg": 0.0,
        "strap": 1.0,
    }
    breaths: ClassVar[Mapping[str, float]] = {"hip_rise_pct": 1.0}
    fidgets: ClassVar[Mapping[str, float]] = {
        "turn_deg": 40.0,
        "slide_deg": 14.0,
        "raise_deg": 3.0,
        "other_slide_deg": -10.0,
        "hands_m": 0.05,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **common_faults(shortest_s=1.5),
        "raised_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "jerked": JERKED,
        "bouncing": BOUNCING,
        "unsteady": UNSTEADY,
        "past_limit": RAISED,
        "past_target": RAISED,
        "short_of_target": RAISED,
        "knee_bent": FaultKind(how="top", unit="deg", sets={"knee_deg": None}, least=60, most=178),
        "other_leg_lifts": FaultKind(
            how="top",
            unit="deg",
            sets={"other_raise_deg": None},
            least=-6,
            most=80,
            when=OTHER_STRAIGHT,
        ),
        "other_knee_bends": FaultKind(
            how="top",
            unit="deg",
            sets={"other_knee_deg": None},
            least=60,
            most=178,
            when=OTHER_STRAIGHT,
        ),
        **LYING_FAULTS,
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._lying = Lying(body)
        self._settings = settings

    @property
    def body(self) -> Body:
        """The body that does the exercise."""
        return self._lying.body

    @property
    def rest(self) -> Values:
        """The values in the start position."""
        flat = self._lying.flat_leg_deg
        return {
            "raise_deg": flat + self._settings["start_up_deg"],
            "knee_deg": self._settings["knee_deg"],
            "other_raise_deg": flat + self._settings["other_up_deg"],
            "other_knee_deg": self._settings["other_knee_deg"],
            "hip_rise_pct": 0.0,
        }

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        return {**self.rest, "raise_deg": self._settings["top_raise_deg"]}

    @property
    def set_up(self) -> tuple[Values, ...]:
        """Both feet are drawn up; then the other leg is laid down; then the working leg."""
        up = {"slide_deg": 85.0}
        if self._settings["other_knee_deg"] > STRAIGHT_FROM_DEG:
            return ({**up, "other_slide_deg": -85.0}, up)
        return (up,)

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name."""
        return {
            "still": {},
            "pelvic_tilt": {"hip_rise_pct": 7.0},
            "heel_slide": {"slide_deg": 80.0},
            "knee_to_chest": {"raise_deg": 48.0, "knee_deg": -112.0},
            "small_lift": {"raise_deg": 14.0},
            "double_leg_raise": {"raise_deg": 62.0, "other_raise_deg": 62.0},
            "leg_lower": {"raise_deg": 6.0 - self._settings["start_up_deg"]},
            "scissors": {"raise_deg": 26.0, "other_raise_deg": -26.0},
        }

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the raised leg's."""
        figure = self._lying.figure(values)
        slide = values.get("slide_deg", 0.0)
        if slide:
            lift = values["raise_deg"] - self._lying.flat_leg_deg
            self._lying.leg_on_floor(figure, side, values, values["knee_deg"] - slide, lift)
        else:
            self._lying.leg(figure, side, values["raise_deg"], values["knee_deg"], 84)
        self._other_leg(figure, OTHER[side], values)
        share = max(0.0, min(1.0, values["raise_deg"] / 70))
        for arm_side, lateral in LATERAL.items():
            if not self._settings["strap"]:
                lay_arm(figure, self.body, arm_side)
                continue
            shoulder = figure.posed.joint("shoulder", arm_side)
            # As the leg comes nearer, the hands move up and along the strap.
            along = 0.33 - 0.06 * share + values.get("hands_m", 0.0)
            hand = shoulder + vector(along, -0.03 * lateral, 0.15 + 0.1 * share)
            figure.arm_to(
                arm_side,
                hand,
                elbow_towards=vector(-0.1, lateral, -0.5),
                hand=unit(vector(0.8, -0.15 * lateral, 0.1 + 0.6 * share)),
                thumb=vector(-0.3, -0.3 * lateral, 1),
            )
            figure.curl_fingers(arm_side, 55)
        return figure.posture

    def _other_leg(self, figure: Figure, side: str, values: Values) -> None:
        """Lay the other leg flat, or stand its foot, or lift it."""
        knee = values["other_knee_deg"] + values.get("other_slide_deg", 0.0)
        lift = values["other_raise_deg"] - self._lying.flat_leg_deg
        lift += values.get("other_lift_deg", 0.0)
        if knee == FLAT_KNEE_DEG and not values["hip_rise_pct"]:
            self._lying.leg(figure, side, values["other_raise_deg"], knee, 70)
        else:
            self._lying.leg_on_floor(figure, side, values, knee, lift)

    def strap(self, posed: Posed, side: str) -> list[tuple[Vector, Vector]]:
        """Return the strap's pieces as pairs of ends: hand to sole, under it, sole to hand."""
        end = SIDES[side]
        foot = posed.rotations["foot" + end]
        sole = posed.points[f"{side}_foot_index"] + foot @ vector(0, -0.01, -0.07)
        left, right = (sole + foot @ vector(0.045 * sign, 0, 0) for sign in (1, -1))
        hands = {name: posed.heads["finger3-1" + SIDES[name]] for name in SIDES}
        if not self._settings["strap"]:
            return [(hand, hand + HIDDEN_M) for hand in (*hands.values(), hands[side])]
        return [(hands["left"], left), (left, right), (right, hands["right"])]
