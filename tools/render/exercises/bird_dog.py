"""The bird-dog: on hands and knees, one arm and the opposite leg stretched out level."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import SIDES, Body, Posture
from tools.render.exercises.all_fours import STARTS, AllFours
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    HOLD_TIME,
    TOO_FAST,
    UNSTEADY,
    FaultKind,
    Tuned,
    Values,
    common_faults,
)
from tools.render.exercises.posture_builder import LATERAL, NECK, SPINE, Figure, bent_leg
from tools.render.exercises.solver import solve_settings
from tools.render.geometry import Vector, chord, planar, unit, vector

DOWN_DEG = -90.0
TOES_BEYOND_BALL, TOE_CLEARANCE_M = 1.4, 0.02
PLANTED_ELBOW_DEG, RAISED_ELBOW_DEG = 164.0, 173.0
LOWEST_LEG_DEG = -28.0  # a straight leg's toes then touch the floor


def _top(name: str, least: float, most: float) -> FaultKind:
    return FaultKind(how="top", unit="deg", sets={name: None}, least=least, most=most)


def _start(name: str) -> FaultKind:
    return FaultKind(how="setting", unit="deg", sets={name: None})


class BirdDog:
    """Knees under the hips, hands under the shoulders; the working side is the leg's.

    `leg_deg` is the line from hip to ankle and `arm_deg` the line from shoulder to wrist, both
    against the horizontal: up is positive, -90 straight down. `trunk_deg` is how far the trunk has
    tilted; head up is positive. More values, 0 in the exercise: `lean_deg` moves the hips back over
    the supporting knee, `elbow_deg` bends the raised arm, `nod_deg` (chin to chest) and `turn_deg`
    move the head, `round_deg` rounds the back.
    """

    primary: ClassVar[str] = "leg_deg"
    steady: ClassVar[str] = "leg_deg"
    nods: ClassVar[bool] = True
    settings: ClassVar[Mapping[str, float]] = {
        "top_leg_deg": -4.0,
        "top_knee_deg": 174.0,
        "top_arm_deg": 0.0,
        "wrist_height_m": 0.05,
        "start_lean_deg": 0.0,
        "start_hand_deg": 0.0,
        "start_shank_deg": 0.0,
        "planted_elbow_deg": PLANTED_ELBOW_DEG,
    }
    breaths: ClassVar[Mapping[str, float]] = {"trunk_deg": 1.0}
    fidgets: ClassVar[Mapping[str, float]] = {
        "nod_deg": 18.0,
        "turn_deg": 30.0,
        "lean_deg": 5.0,
        "round_deg": 9.0,
        "leg_deg": 5.0,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **common_faults(shortest_s=1.0),
        "hold_long": HOLD_TIME,
        "no_reset": FaultKind(how="pause_time", unit="s", least=0.1),
        "lifted_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "unsteady": UNSTEADY,
        "leg_too_high": _top("leg_deg", -25, 60),
        "leg_too_low": _top("leg_deg", LOWEST_LEG_DEG, 20),
        # The foot stays level with the hip. Otherwise the bent knee would also lift the foot.
        "knee_bent": FaultKind(
            how="top", unit="deg", sets={"knee_deg": None, "leg_deg": 0.0}, least=80, most=178
        ),
        "arm_too_low": _top("arm_deg", -80, 30),
        "arm_too_high": _top("arm_deg", -30, 80),
        "elbow_bent": FaultKind(
            how="top",
            unit="deg",
            tuned=Tuned(value="elbow_deg", reading="elbow_deg", role="raised", low=0, high=110),
        ),
        # The chest goes down on a bent elbow. Upward, the supporting hand would leave the floor.
        "trunk_moves": FaultKind(
            how="top",
            unit="deg",
            tuned=Tuned(
                value="trunk_deg",
                reading="trunk_deg",
                role="near",
                low=0,
                high=-32,
                change="change",
            ),
        ),
        "hips_shift": FaultKind(
            how="top",
            unit="trunk",
            tuned=Tuned(
                value="lean_deg",
                reading="hip_along_trunk",
                role="near",
                low=0,
                high=45,
                change="change",
            ),
        ),
        "head_moves": FaultKind(
            how="top",
            unit="deg",
            tuned=Tuned(
                value="nod_deg", reading="neck_deg", role="near", low=0, high=-75, change="change"
            ),
        ),
        "hand_not_under_shoulder": _start("start_arm_deg"),
        "knee_not_under_hip": _start("start_thigh_deg"),
        "start_hip_shut": _start("start_hip_shut_deg"),
        "start_hip_open": _start("start_hip_open_deg"),
        "start_shoulder_shut": _start("start_shoulder_shut_deg"),
        "start_shoulder_open": _start("start_shoulder_open_deg"),
        "start_knee_shut": _start("start_knee_shut_deg"),
        "start_knee_open": _start("start_knee_open_deg"),
        "same_side": FaultKind(
            how="top", unit="deg", sets={"arm_deg": DOWN_DEG, "same_arm_deg": None}, counts=False
        ),
        "leg_only": FaultKind(how="top", unit="deg", sets={"arm_deg": None}, counts=False),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self._settings = solve_settings(BirdDog, body, settings, STARTS)
        self._start = AllFours(body, self._settings)
        leg_deg, knee_deg = self._start.rest_leg()
        self._rest = {
            "leg_deg": leg_deg,
            "knee_deg": knee_deg,
            "arm_deg": DOWN_DEG,
            "same_arm_deg": DOWN_DEG,
            "trunk_deg": 0.0,
        }

    @property
    def body(self) -> Body:
        """The body that does the exercise."""
        return self._body

    @property
    def rest(self) -> Values:
        """The values in the start position."""
        return dict(self._rest)

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        own = self._settings
        return {
            "leg_deg": own["top_leg_deg"],
            "knee_deg": own["top_knee_deg"],
            "arm_deg": own["top_arm_deg"],
            "same_arm_deg": DOWN_DEG,
            "trunk_deg": 0.0,
        }

    @property
    def set_up(self) -> tuple[Values, ...]:
        """The person sits back on the heels with the hands on the floor, looks up, then down."""
        return ({"lean_deg": 55.0, "nod_deg": -25.0}, {"lean_deg": 55.0})

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name."""
        return {
            "still": {},
            "cat": {"round_deg": 65.0, "nod_deg": 35.0},
            "camel": {"round_deg": -30.0, "nod_deg": -30.0},
            "rock_back": {"lean_deg": 52.0},
            "donkey_kick": {"leg_deg": 88.0},
            "arm_raise": {"arm_deg": 88.0},
        }

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the moving leg's. The opposite arm moves with it."""
        start, lean = self._start, values.get("lean_deg", 0.0)
        figure = start.figure(start.pitch_deg(lean) + values["trunk_deg"], lean)
        if values.get("round_deg"):
            figure.flex(SPINE, values["round_deg"])
            figure.set_trunk(start.pitch_deg(lean) + values["trunk_deg"], towards_hips=False)
        figure.flex(NECK, -18 + values.get("head_deg", 0.0) + values.get("nod_deg", 0.0))
        if values.get("turn_deg"):
            figure.twist(NECK, values["turn_deg"])
        for leg_side in SIDES:
            leg = values if leg_side == side else self._rest
            self._leg(figure, leg_side, leg, lean)
        for arm_side in SIDES:
            name = "same_arm_deg" if arm_side == side else "arm_deg"
            if values[name] > DOWN_DEG:
                self._raise_arm(figure, arm_side, values[name], values.get("elbow_deg", 0.0))
            else:
                self._plant_arm(figure, arm_side)
        return figure.posture

    def _leg(self, figure: Figure, side: str, leg: Values, lean_deg: float) -> None:
        """Point a leg: it kneels while its values are those of the start position."""
        start = self._start
        if lean_deg and abs(leg["leg_deg"] - self._rest["leg_deg"]) < 1:
            thigh, shank = start.support(lean_deg)
        else:
            line = 180 - leg["leg_deg"]
            thigh, shank = bent_leg(line, leg["knee_deg"], start.thigh, start.shank, 1)
        # The instep lies on the floor; on a straight leg the toes point to the floor.
        bend = 8 + 57 * (max(0.0, leg["knee_deg"] - 90) / 84) ** 2
        hip = start.hip(lean_deg)
        ankle = hip + start.thigh * planar(thigh) + start.shank * planar(shank)
        figure.leg(side, thigh, shank, self._foot(ankle[2], shank, bend))

    def _foot(self, ankle_height_m: float, shank_deg: float, bend_deg: float) -> Vector:
        """Return the foot's direction, bent less where the toes would go through the floor."""
        reach = TOES_BEYOND_BALL * self._body.length("foot")
        for bend in np.arange(bend_deg, 0, -2.0):
            foot = planar(shank_deg + bend)
            if ankle_height_m + reach * foot[2] > TOE_CLEARANCE_M:
                return foot
        return planar(shank_deg)

    def _plant_arm(self, figure: Figure, side: str) -> None:
        lateral = LATERAL[side]
        figure.arm_to(
            side,
            self._start.planted[side],
            elbow_towards=vector(-1, 0.4 * lateral, 0),
            hand=planar(-4),
            thumb=vector(0, -lateral, 0),
        )

    def _raise_arm(self, figure: Figure, side: str, arm_deg: float, bend_deg: float) -> None:
        share = max(0.0, min(1.0, (arm_deg - DOWN_DEG) / 90))
        lateral, end = LATERAL[side], SIDES[side]
        posed = figure.posed
        # The shoulder blade follows the arm: about a third of the lift comes from it.
        chest = posed.rotations["spine01"]
        blade = self._body.rest_direction("shoulder01" + end)
        lift = 0.55 * share * float(np.linalg.norm(blade)) * vector(0, 1, 0)
        figure.aim("shoulder01" + end, chest @ (blade + lift))
        planted_deg = self._settings["planted_elbow_deg"]
        elbow_deg = planted_deg + share * (RAISED_ELBOW_DEG - planted_deg) - bend_deg
        arm_deg += (1 - share) * self._settings["start_hand_deg"]
        shoulder: Vector = figure.posed.joint("shoulder", side)
        reach = chord(self._start.upper, self._start.fore, elbow_deg)
        figure.arm_to(
            side,
            shoulder + reach * planar(arm_deg),
            elbow_towards=unit(planar(arm_deg - 90) + vector(0, 0.4 * lateral, 0)),
            hand=planar(-4 + 4 * share - 40 * np.sin(np.pi * share)),
            thumb=vector(0, -lateral, 0),
        )
