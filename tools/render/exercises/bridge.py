"""The bridge: on the back, feet flat, hips lifted until shoulder, hip and knee form a line."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import Body, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    TOO_FAST,
    FaultKind,
    Tuned,
    Values,
    common_faults,
)
from tools.render.exercises.floor_leg import FloorLeg
from tools.render.exercises.posture_builder import LATERAL, SUPINE, Figure
from tools.render.exercises.solver import TunedStart, solve_settings
from tools.render.geometry import Vector, chord, elevation_deg, planar, rotation, two_bones, vector
from tools.render.root_finding import find_root

STRETCHED_DEG = 172.0


class Bridge:
    """Shoulders and feet stay in place; the trunk's pitch decides everything between them.

    `hip_deg` is the signed hip angle: 180 when straight, more with the hip above the line. More
    values, 0 in the exercise: `heel_deg` lifts both heels, `left_slide_deg` opens the left knee
    with the foot on the floor, `left_lift_deg` lifts that leg off the floor, `left_arm_deg` lifts
    the left arm (`right_...` the same on the right), and `turn_deg` rolls the head. A lifted leg
    keeps its place in the room, or goes with the hips by the share `left_follow_pct`.
    """

    primary: ClassVar[str] = "hip_deg"
    steady: ClassVar[str] = "hip_deg"
    nods: ClassVar[bool] = False
    settings: ClassVar[Mapping[str, float]] = {
        "start_knee_deg": 85.0,
        "top_hip_deg": 175.0,
        "stagger_m": 0.02,
    }
    breaths: ClassVar[Mapping[str, float]] = {"hip_deg": 2.0}
    fidgets: ClassVar[Mapping[str, float]] = {
        "turn_deg": 40.0,
        "left_slide_deg": 9.0,
        "right_slide_deg": 9.0,
        "left_arm_deg": 22.0,
        "right_arm_deg": 22.0,
        "hip_deg": 2.5,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **common_faults(shortest_s=1.05),
        "lifted_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "drop_in_hold": FaultKind(how="dip", unit="deg", least=0),
        "over_arched": FaultKind(how="top", unit="deg", sets={"hip_deg": None}, most=215),
        "hips_low": FaultKind(how="top", unit="deg", sets={"hip_deg": None}, least=130),
        "feet_too_far": FaultKind(
            how="setting", unit="deg", sets={"start_knee_deg": None}, least=40, most=150
        ),
        "feet_too_near": FaultKind(
            how="setting", unit="deg", sets={"start_knee_deg": None}, least=35, most=150
        ),
        "knees_open_at_top": FaultKind(how="setting", unit="deg", sets={"top_knee_deg": None}),
        "knees_shut_at_top": FaultKind(how="setting", unit="deg", sets={"top_knee_deg": None}),
        "heels_lift": FaultKind(
            how="top",
            unit="shank",
            tuned=Tuned(
                value="heel_deg",
                reading="heel_lift_shank",
                role="near",
                low=0,
                high=45,
                change="rise",
            ),
        ),
    }
    _starts: ClassVar[Mapping[str, TunedStart]] = {
        "top_knee_deg": TunedStart(
            reading="knee_deg",
            path=lambda share: {"start_knee_deg": 32 + 108 * share},
            at_top=True,
        ),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        settings = solve_settings(Bridge, body, settings, self._starts)
        self._body = body
        self._settings = settings
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
        self._floor_leg = FloorLeg(body)
        back = vector(0, 0, -1)
        self._shoulder = vector(0, 0, body.depth("upperarm01.L", back, within_m=0.1))
        self._skull = body.depth("head", back, within_m=0.06)
        seat = body.depth("upperleg01.L", back, within_m=0.1)
        sole = body.depth("foot.L", vector(0, -1, 0), within_m=0.1)
        self._trunk = self._trunk_length()
        self._rest_pitch = elevation_deg(
            vector(self._trunk, 0, seat - self._shoulder[2])  # the seat touches the floor
        )
        hip = self._hip(self._rest_pitch)
        reach = chord(self._thigh, self._shank, settings["start_knee_deg"])
        self._ankle = vector(hip[0] + np.sqrt(reach**2 - (hip[2] - sole) ** 2), 0, sole)

    @property
    def body(self) -> Body:
        """The body that does the exercise."""
        return self._body

    @property
    def rest(self) -> Values:
        """The values in the start position."""
        return {"hip_deg": self.hip_deg(self._rest_pitch)}

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        return {"hip_deg": self._settings["top_hip_deg"]}

    @property
    def set_up(self) -> tuple[Values, ...]:
        """The person lies flat, draws up one foot, then the other."""
        flat = STRETCHED_DEG - self._settings["start_knee_deg"]
        return (
            {"left_slide_deg": flat, "right_slide_deg": flat},
            {"left_slide_deg": flat},
        )

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name; the near leg does the one-legged ones."""
        flat = STRETCHED_DEG - self._settings["start_knee_deg"]
        return {
            "still": {},
            "pelvic_tilt": {"hip_deg": 10.0},
            "heel_slide": {"right_slide_deg": flat - 10},
            "leg_raise": {"right_slide_deg": flat, "right_lift_deg": 50.0},
            "knee_to_chest": {"right_slide_deg": -30.0, "right_lift_deg": 55.0},
            "arms": {"left_arm_deg": 85.0, "right_arm_deg": 85.0},
            "single_leg": self._single_leg("right", flat),
            "single_leg_far": self._single_leg("left", flat),
        }

    def _single_leg(self, side: str, flat: float) -> Values:
        """Return a bridge on one foot, the other leg stretched out in the air."""
        rise = self._settings["top_hip_deg"] - self.rest["hip_deg"]
        return {
            "hip_deg": rise, f"{side}_slide_deg": flat, f"{side}_lift_deg": 26.0,
            f"{side}_follow_pct": 100.0,
        }  # fmt: skip

    def hip_deg(self, pitch_deg: float) -> float:
        """Return the signed hip angle at a trunk pitch; with the hips higher, pitch is positive."""
        hip = self._hip(pitch_deg)
        thigh, _ = self._leg(hip, self._ankle)
        return (180 + pitch_deg - elevation_deg(thigh)) % 360

    def posture(self, values: Values, side: str) -> Posture:  # noqa: ARG002 - both sides work
        """Return the posture; both sides work, so `side` does not matter."""
        pitch_deg = find_root(lambda p: self.hip_deg(p) - values["hip_deg"], -15, 60)
        figure = Figure(self._body, SUPINE, "upperarm01", self._shoulder)
        figure.set_trunk(pitch_deg, towards_hips=True)
        figure.head_on_floor(self._skull, tuck_deg=6, turn_deg=values.get("turn_deg", 0.0))
        hip = self._hip(pitch_deg)
        for leg_side, lateral in LATERAL.items():
            slide, lift = (values.get(f"{leg_side}_{name}_deg", 0.0) for name in ("slide", "lift"))
            forward = vector(self._settings["stagger_m"] * (lateral > 0), 0, 0)
            if slide or lift:
                follow = values.get(f"{leg_side}_follow_pct", 0.0) / 100
                self._free_leg(figure, leg_side, hip, (slide, lift), follow)
            else:
                self._planted_leg(figure, leg_side, hip, forward, values.get("heel_deg", 0.0))
            lay_arm(figure, self._body, leg_side, values.get(f"{leg_side}_arm_deg", 0.0))
        return figure.posture

    def _planted_leg(
        self, figure: Figure, side: str, hip: Vector, forward: Vector, heel_deg: float
    ) -> None:
        """Put a foot in its starting place, with the heel lifted by `heel_deg`."""
        foot, ankle = figure.flat_foot(side), self._ankle + forward
        if heel_deg:
            ball = ankle + foot
            foot = rotation(vector(0, 1, 0), heel_deg) @ foot
            ankle = ball - foot
        thigh, shank = self._leg(hip, ankle)
        figure.leg(side, elevation_deg(thigh), elevation_deg(shank), foot)

    def _free_leg(
        self, figure: Figure, side: str, hip: Vector, moved: tuple[float, float], follow: float
    ) -> None:
        """Put a foot elsewhere on the floor, or above it; `moved` is slide and lift in degrees.

        `follow` is the share of the hips' movement that the foot goes with.
        """
        slide, lift = moved
        forward = vector(self._settings["stagger_m"] * (LATERAL[side] > 0), 0, 0)
        start = self._hip(self._rest_pitch)
        leg = self._floor_leg.at(start[2], self._settings["start_knee_deg"] + slide, lift)
        ankle = start + leg.reach_m * planar(leg.line_deg) + forward
        if follow:
            ankle = ankle + follow * (hip - start)
        thigh, shank = two_bones(
            hip, ankle, self._thigh, self._shank, bend_towards=planar(leg.line_deg + 90)
        )
        figure.leg(side, elevation_deg(thigh), elevation_deg(shank), planar(leg.foot_deg))

    def _leg(self, hip: Vector, ankle: Vector) -> tuple[Vector, Vector]:
        return two_bones(hip, ankle, self._thigh, self._shank, bend_towards=vector(0.3, 0, 1))

    def _hip(self, pitch_deg: float) -> Vector:
        return np.asarray(self._shoulder + self._trunk * planar(pitch_deg))

    def _trunk_length(self) -> float:
        posed = Figure(self._body, SUPINE, "upperarm01", self._shoulder).posed
        line = posed.middle("hip") - posed.middle("shoulder")
        return float(np.hypot(line[0], line[2]))


def lay_arm(figure: Figure, body: Body, side: str, lift_deg: float = 0.0) -> None:
    """Lay an arm on the floor beside the trunk, palm down, or lift it by `lift_deg`."""
    lateral = LATERAL[side]
    shoulder = figure.posed.joint("shoulder", side)
    reach = 0.97 * (body.length("upperarm01") + body.length("lowerarm01"))
    out, down = 0.16 * lateral, 0.035 - shoulder[2]
    line = vector(np.sqrt(reach**2 - out**2 - down**2), out, down)
    hand = vector(1, 0.1 * lateral, -0.1)
    if lift_deg:
        up = rotation(vector(0, -1, 0), lift_deg)
        line, hand = up @ line, up @ hand
    figure.arm_to(
        side,
        shoulder + line,
        elbow_towards=vector(0, lateral, -0.3),
        hand=hand,
        thumb=vector(0, -lateral, 0.15),
    )
