"""The hamstring stretch at 90/90: the thigh held upright, the knee straightened."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import Body, Posture
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
from tools.render.exercises.lying import (
    FLAT_KNEE_DEG,
    LYING_FAULTS,
    OTHER_STRAIGHT,
    STRAIGHT_FROM_DEG,
    Lying,
)
from tools.render.exercises.posture_builder import LATERAL, Figure, bent_leg
from tools.render.geometry import Vector, chord, elevation_deg, planar, unit, vector

HOOK_LYING_KNEE_DEG = 80.0


def _hip(least: float, most: float) -> FaultKind:
    return FaultKind(how="top", unit="deg", sets={"hip_deg": None}, least=least, most=most)


class NinetyNinety:
    """The thigh held upright with both hands, the knee straightened; the other leg flat or bent.

    More values, 0 in the exercise: `down_pct` puts the working foot on the floor and the hands
    beside the body (100 is all the way), `other_slide_deg` moves the other foot away (towards the
    hips if negative), `other_lift_deg` lifts it, `turn_deg` rolls the head. The settings
    `start_down_pct`, `other_up_deg` and `hands_down_pct` are for movements that are not this
    exercise: they put the working foot on the floor, hold the other leg up, or lay the hands down.
    """

    primary: ClassVar[str] = "knee_deg"
    steady: ClassVar[str] = "hip_deg"
    nods: ClassVar[bool] = True
    settings: ClassVar[Mapping[str, float]] = {
        "hip_deg": 90.0,
        "start_knee_deg": 92.0,
        "top_knee_deg": 163.0,
        "other_knee_deg": FLAT_KNEE_DEG,
        "start_down_pct": 0.0,
        "other_up_deg": 0.0,
        "hands_down_pct": 0.0,
    }
    breaths: ClassVar[Mapping[str, float]] = {"hip_rise_pct": 1.0}
    fidgets: ClassVar[Mapping[str, float]] = {
        "turn_deg": 40.0,
        "hip_deg": 5.0,
        "knee_deg": 7.0,
        "other_slide_deg": -8.0,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **common_faults(shortest_s=1.5),
        "raised_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "jerked": JERKED,
        "bouncing": BOUNCING,
        "unsteady": UNSTEADY,
        "thigh_too_low": _hip(60, 150),
        "thigh_too_high": _hip(45, 130),
        "short_of_target": FaultKind(
            how="top", unit="deg", sets={"knee_deg": None}, least=92, most=178
        ),
        "other_leg_lifts": FaultKind(
            how="top",
            unit="deg",
            tuned=Tuned(value="other_lift_deg", reading="thigh_deg", role="other", low=0, high=70),
            when=OTHER_STRAIGHT,
        ),
        "other_knee_bends": FaultKind(
            how="top",
            unit="deg",
            tuned=Tuned(
                value="other_slide_deg", reading="knee_deg", role="other", low=-110, high=0
            ),
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
        own = self._settings
        rest = {
            "hip_deg": own["hip_deg"], "knee_deg": own["start_knee_deg"], "hip_rise_pct": 0.0,
        }  # fmt: skip
        held = {"down_pct": own["start_down_pct"], "other_lift_deg": own["other_up_deg"]}
        return {**rest, **{name: value for name, value in held.items() if value}}

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        return {**self.rest, "knee_deg": self._settings["top_knee_deg"]}

    @property
    def set_up(self) -> tuple[Values, ...]:
        """Both feet are on the floor; then the other leg lies down; then the thigh is held up."""
        if self._settings["other_knee_deg"] > STRAIGHT_FROM_DEG:
            bent = HOOK_LYING_KNEE_DEG - self._settings["other_knee_deg"]
            return ({"down_pct": 100.0, "other_slide_deg": bent}, {"down_pct": 100.0})
        return ({"down_pct": 100.0},)

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name."""
        straight = self._settings["other_knee_deg"] > STRAIGHT_FROM_DEG
        hug = {"down_pct": -self._settings["start_down_pct"], "hip_deg": -34.0, "knee_deg": -26.0}
        return {
            "still": {},
            "knee_to_chest": {"hip_deg": -32.0, "knee_deg": -25.0},
            "foot_to_floor": {"down_pct": 100.0},
            "heel_slide": {"other_slide_deg": -75.0 if straight else 75.0},
            "small_straightening": {"knee_deg": 13.0},
            "knee_hug": hug,
            "double_knee_hug": {**hug, "other_lift_deg": 62.0, "other_slide_deg": -15.0},
            "dead_bug": {"hip_deg": 62.0, "knee_deg": 68.0},
            "heel_tap": {"hip_deg": 40.0},
        }

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the working leg's."""
        figure = self._lying.figure(values)
        down = values.get("down_pct", 0.0) / 100
        thigh = self._working_leg(figure, side, values, down)
        down = max(down, self._settings["hands_down_pct"] / 100)
        self._other_leg(figure, OTHER[side], values)
        posed = figure.posed
        hip = posed.joint("hip", side)
        for arm_side, lateral in LATERAL.items():
            # The wrists are beside the thigh, the hands behind it.
            aside = vector(-0.035, 0.1 * lateral, 0)
            shoulder = posed.joint("shoulder", arm_side)
            wrist = self._hold(shoulder - aside, hip, planar(thigh)) + aside
            hand = unit(vector(1.0, -0.2 * lateral, 0.1))
            if down:
                wrist = wrist + down * (self._beside(shoulder, lateral) - wrist)
            figure.arm_to(
                arm_side,
                wrist,
                elbow_towards=vector(0.1, lateral, -0.5),
                hand=hand,
                thumb=vector(0, -down * lateral, 1 - down),
            )
            figure.curl_fingers(arm_side, 40 * (1 - down))
        return figure.posture

    def _working_leg(self, figure: Figure, side: str, values: Values, down: float) -> float:
        """Point the working leg; return its thigh's direction."""
        posed = figure.posed
        trunk_deg = elevation_deg(posed.middle("shoulder") - posed.middle("hip"))
        thigh = trunk_deg % 360 - values["hip_deg"]
        shank = thigh - (180 - values["knee_deg"])
        foot = shank + 80
        if down:
            standing = self._lying.floor_leg.at(self._lying.hip_m(values), HOOK_LYING_KNEE_DEG, 0.0)
            thigh += down * (standing.thigh_deg - thigh)
            shank += down * (standing.shank_deg - shank)
            foot += down * (standing.foot_deg - foot)
        figure.leg(side, thigh, shank, planar(foot))
        return thigh

    def _hold(self, shoulder: Vector, hip: Vector, thigh: Vector) -> Vector:
        """Return where the hands hold the thigh: its middle, or the farthest point they reach."""
        body = self._lying.body
        reach = 0.99 * (body.length("upperarm01") + body.length("lowerarm01"))
        points = [hip + share * self._lying.thigh * thigh for share in np.arange(0.52, 0.1, -0.02)]
        within = [point for point in points if np.linalg.norm(point - shoulder) <= reach]
        return within[0] if within else points[-1]

    def _beside(self, shoulder: Vector, lateral: float) -> Vector:
        """Return where the wrist lies on the floor beside the trunk."""
        body = self._lying.body
        reach = 0.93 * (body.length("upperarm01") + body.length("lowerarm01"))
        out, low = 0.16 * lateral, 0.035 - shoulder[2]
        return np.asarray(shoulder + vector(np.sqrt(reach**2 - out**2 - low**2), out, low))

    def _other_leg(self, figure: Figure, side: str, values: Values) -> None:
        slide, lift = values.get("other_slide_deg", 0.0), values.get("other_lift_deg", 0.0)
        knee_deg = self._settings["other_knee_deg"]
        if slide or lift or values["hip_rise_pct"]:
            self._lying.leg_on_floor(figure, side, values, knee_deg + slide, lift)
            return
        if knee_deg > STRAIGHT_FROM_DEG:
            self._lying.leg(figure, side, self._lying.flat_leg_deg, knee_deg, 70)
            return
        sole = self._lying.body.depth("foot.L", vector(0, -1, 0), within_m=0.1)
        hip = figure.posed.joint("hip", side)
        reach = chord(self._lying.thigh, self._lying.shank, knee_deg)
        line = -float(np.degrees(np.arcsin((hip[2] - sole) / reach)))
        thigh, shank = bent_leg(line, knee_deg, self._lying.thigh, self._lying.shank, 1)
        figure.leg(side, thigh, shank, figure.flat_foot(side))
