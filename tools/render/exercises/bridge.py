"""The bridge: lying on the back, feet flat, the hips lifted until shoulder, hip and knee align."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import Body, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    COMMON_FAULTS,
    TOO_FAST,
    FaultKind,
    Values,
)
from tools.render.exercises.figure import LATERAL, SUPINE, Figure, bisect
from tools.render.geometry import Vector, chord, elevation_deg, planar, two_bones, vector


class Bridge:
    """Shoulders and feet stay where they are; the trunk's pitch decides all the rest.

    `hip_deg` is the signed hip angle: 180 when straight, more with the hip above the line.
    """

    driver: ClassVar[str] = "hip_deg"
    settings: ClassVar[Mapping[str, float]] = {
        "start_knee_deg": 85.0,
        "top_hip_deg": 175.0,
        "stagger_m": 0.02,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **COMMON_FAULTS,
        "lifted_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "drop_in_hold": FaultKind(how="dip", unit="deg"),
        "over_arched": FaultKind(how="top", unit="deg", sets={"hip_deg": None}),
        "hips_low": FaultKind(how="top", unit="deg", sets={"hip_deg": None}),
        "feet_too_far": FaultKind(how="setting", unit="deg", sets={"start_knee_deg": None}),
        "feet_too_near": FaultKind(how="setting", unit="deg", sets={"start_knee_deg": None}),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._body = body
        self._settings = settings
        self._thigh, self._shank = body.length("upperleg01"), body.length("lowerleg01")
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
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        return {"hip_deg": self.hip_deg(self._rest_pitch)}

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
        return {"hip_deg": self._settings["top_hip_deg"]}

    def hip_deg(self, pitch_deg: float) -> float:
        """Return the signed hip angle at a trunk pitch (hips above shoulders positive)."""
        hip = self._hip(pitch_deg)
        thigh, _ = self._leg(hip, self._ankle)
        return (180 + pitch_deg - elevation_deg(thigh)) % 360

    def posture(self, values: Values, side: str) -> Posture:  # noqa: ARG002 - both sides work
        """Return the posture; both sides work, so `side` does not matter."""
        pitch_deg = bisect(lambda p: self.hip_deg(p) - values["hip_deg"], -15, 60)
        figure = Figure(self._body, SUPINE, "upperarm01", self._shoulder)
        figure.set_trunk(pitch_deg, towards_hips=True)
        figure.head_on_floor(self._skull, tuck_deg=6)
        hip = self._hip(pitch_deg)
        for leg_side, lateral in LATERAL.items():
            forward = self._settings["stagger_m"] * (lateral > 0)
            thigh, shank = self._leg(hip, self._ankle + vector(forward, 0, 0))
            figure.leg(
                leg_side, elevation_deg(thigh), elevation_deg(shank), figure.flat_foot(leg_side)
            )
            rest_arm(figure, self._body, leg_side)
        return figure.posture

    def _leg(self, hip: Vector, ankle: Vector) -> tuple[Vector, Vector]:
        return two_bones(hip, ankle, self._thigh, self._shank, bend_towards=vector(0.3, 0, 1))

    def _hip(self, pitch_deg: float) -> Vector:
        return np.asarray(self._shoulder + self._trunk * planar(pitch_deg))

    def _trunk_length(self) -> float:
        posed = Figure(self._body, SUPINE, "upperarm01", self._shoulder).posed
        line = posed.middle("hip") - posed.middle("shoulder")
        return float(np.hypot(line[0], line[2]))


def rest_arm(figure: Figure, body: Body, side: str) -> None:
    """Lay an arm on the floor beside the trunk, palm down."""
    lateral = LATERAL[side]
    shoulder = figure.posed.joint("shoulder", side)
    reach = 0.97 * (body.length("upperarm01") + body.length("lowerarm01"))
    out, down = 0.16 * lateral, 0.035 - shoulder[2]
    wrist = shoulder + vector(np.sqrt(reach**2 - out**2 - down**2), out, down)
    figure.arm_to(
        side,
        wrist,
        elbow_towards=vector(0, lateral, -0.3),
        hand=vector(1, 0.1 * lateral, -0.1),
        thumb=vector(0, -lateral, 0.15),
    )
