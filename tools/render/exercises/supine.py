"""Hamstring stretches lying down: a straight leg raised, or a knee straightened at 90/90."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tools.render.body import SIDES, Body, Posed, Posture
from tools.render.exercises.base import (
    BACK_TOO_FAST,
    BOUNCING,
    COMMON_FAULTS,
    TOO_FAST,
    FaultKind,
    Values,
)
from tools.render.exercises.figure import LATERAL, SUPINE, Figure, bent_leg
from tools.render.geometry import Vector, chord, elevation_deg, planar, unit, vector

OTHER = {"left": "right", "right": "left"}


class Lying:
    """A body lying flat on its back, legs solved one by one."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.thigh, self.shank = body.length("upperleg01"), body.length("lowerleg01")
        back = vector(0, 0, -1)
        self.shoulder = vector(0, 0, body.depth("upperarm01.L", back, within_m=0.1))
        self.skull = body.depth("head", back, within_m=0.06)
        self.seat = body.depth("upperleg01.L", back, within_m=0.1)
        heel = body.depth("foot.L", back, within_m=0.05)
        level = Figure(body, SUPINE, "upperarm01", self.shoulder).posed
        line = level.middle("hip") - level.middle("shoulder")
        self.trunk = float(np.hypot(line[0], line[2]))
        drop = (heel - self.seat) / (self.thigh + self.shank)
        self.flat_leg_deg = float(np.degrees(np.arcsin(drop)))

    def figure(self, values: Values) -> Figure:
        """Return the trunk and head in place; `hip_rise_pct` is in hundredths of the trunk."""
        rise = self.seat - self.shoulder[2] + values.get("hip_rise_pct", 0.0) / 100 * self.trunk
        figure = Figure(self.body, SUPINE, "upperarm01", self.shoulder)
        figure.set_trunk(float(np.degrees(np.arcsin(rise / self.trunk))), towards_hips=True)
        figure.head_on_floor(self.skull, tuck_deg=6 + values.get("head_deg", 0.0))
        return figure

    def leg(
        self, figure: Figure, side: str, line_deg: float, knee_deg: float, ankle: float
    ) -> None:
        """Point a leg: hip-ankle line, knee angle, and the foot's angle against the shank."""
        thigh, shank = bent_leg(line_deg, knee_deg, self.thigh, self.shank, 1)
        figure.leg(side, thigh, shank, planar(shank + ankle))


class StraightLegStretch:
    """One straight leg raised with a strap round the foot, the other flat on the floor.

    `raise_deg` is the hip-ankle line against the horizontal.
    """

    driver: ClassVar[str] = "raise_deg"
    strap_pieces: ClassVar[int] = 3
    settings: ClassVar[Mapping[str, float]] = {"top_raise_deg": 70.0, "knee_deg": 175.0}
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **COMMON_FAULTS,
        "raised_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "bouncing": BOUNCING,
        "knee_bent": FaultKind(how="top", unit="deg", sets={"knee_deg": None}),
        "other_leg_lifts": FaultKind(how="top", unit="deg", sets={"other_raise_deg": None}),
        "other_knee_bends": FaultKind(how="top", unit="deg", sets={"other_knee_deg": None}),
        "hips_rise": FaultKind(how="top", unit="trunk_pct", sets={"hip_rise_pct": None}),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._lying = Lying(body)
        self._settings = settings

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        flat = self._lying.flat_leg_deg
        return {
            "raise_deg": flat,
            "knee_deg": self._settings["knee_deg"],
            "other_raise_deg": flat,
            "other_knee_deg": 176.0,
            "hip_rise_pct": 0.0,
        }

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
        return {**self.rest, "raise_deg": self._settings["top_raise_deg"]}

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the raised leg's."""
        figure = self._lying.figure(values)
        self._lying.leg(figure, side, values["raise_deg"], values["knee_deg"], 84)
        other = OTHER[side]
        self._lying.leg(figure, other, values["other_raise_deg"], values["other_knee_deg"], 70)
        share = max(0.0, min(1.0, values["raise_deg"] / 70))
        for arm_side, lateral in LATERAL.items():
            shoulder = figure.posed.joint("shoulder", arm_side)
            # The hands walk along the strap and up as the leg comes nearer.
            hand = shoulder + vector(0.33 - 0.06 * share, -0.03 * lateral, 0.15 + 0.1 * share)
            figure.arm_to(
                arm_side,
                hand,
                elbow_towards=vector(-0.1, lateral, -0.5),
                hand=unit(vector(0.8, -0.15 * lateral, 0.1 + 0.6 * share)),
                thumb=vector(-0.3, -0.3 * lateral, 1),
            )
            figure.curl_fingers(arm_side, 55)
        return figure.posture

    def strap(self, posed: Posed, side: str) -> list[tuple[Vector, Vector]]:
        """Return the strap's pieces as pairs of ends: hand to sole, under it, sole to hand."""
        end = SIDES[side]
        foot = posed.rotations["foot" + end]
        sole = posed.points[f"{side}_foot_index"] + foot @ vector(0, -0.01, -0.07)
        left, right = (sole + foot @ vector(0.045 * sign, 0, 0) for sign in (1, -1))
        hands = {name: posed.heads["finger3-1" + SIDES[name]] for name in SIDES}
        return [(hands["left"], left), (left, right), (right, hands["right"])]


class NinetyNinety:
    """The thigh held upright with both hands, the knee straightened; the other leg flat or bent."""

    driver: ClassVar[str] = "knee_deg"
    settings: ClassVar[Mapping[str, float]] = {
        "hip_deg": 90.0,
        "start_knee_deg": 92.0,
        "top_knee_deg": 163.0,
        "other_knee_deg": 176.0,
    }
    faults: ClassVar[Mapping[str, FaultKind]] = {
        **COMMON_FAULTS,
        "raised_too_fast": TOO_FAST,
        "lowered_too_fast": BACK_TOO_FAST,
        "bouncing": BOUNCING,
        "thigh_too_low": FaultKind(how="top", unit="deg", sets={"hip_deg": None}),
        "thigh_too_high": FaultKind(how="top", unit="deg", sets={"hip_deg": None}),
        "hips_rise": FaultKind(how="top", unit="trunk_pct", sets={"hip_rise_pct": None}),
    }

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None:
        self._lying = Lying(body)
        self._settings = settings

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        return {
            "hip_deg": self._settings["hip_deg"],
            "knee_deg": self._settings["start_knee_deg"],
            "hip_rise_pct": 0.0,
        }

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
        return {**self.rest, "knee_deg": self._settings["top_knee_deg"]}

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture; `side` is the working leg's."""
        figure = self._lying.figure(values)
        posed = figure.posed
        trunk_deg = elevation_deg(posed.middle("shoulder") - posed.middle("hip"))
        thigh = trunk_deg % 360 - values["hip_deg"]
        shank = thigh - (180 - values["knee_deg"])
        figure.leg(side, thigh, shank, planar(shank + 80))
        self._other_leg(figure, OTHER[side])
        hip = posed.joint("hip", side)
        for arm_side, lateral in LATERAL.items():
            # Wrists at the thigh's sides, the hands reaching round behind it.
            aside = vector(-0.035, 0.1 * lateral, 0)
            figure.arm_to(
                arm_side,
                self._hold(posed.joint("shoulder", arm_side) - aside, hip, planar(thigh)) + aside,
                elbow_towards=vector(0.1, lateral, -0.5),
                hand=unit(vector(1.0, -0.2 * lateral, 0.1)),
                thumb=vector(0, 0, 1),
            )
            figure.curl_fingers(arm_side, 40)
        return figure.posture

    def _hold(self, shoulder: Vector, hip: Vector, thigh: Vector) -> Vector:
        """Return the point of the thigh to hold: its middle, or nearer the hip if out of reach."""
        body = self._lying.body
        reach = 0.99 * (body.length("upperarm01") + body.length("lowerarm01"))
        points = [hip + share * self._lying.thigh * thigh for share in np.arange(0.52, 0.1, -0.02)]
        within = [point for point in points if np.linalg.norm(point - shoulder) <= reach]
        return within[0] if within else points[-1]

    def _other_leg(self, figure: Figure, side: str) -> None:
        knee_deg = self._settings["other_knee_deg"]
        if knee_deg > 150:
            self._lying.leg(figure, side, self._lying.flat_leg_deg, knee_deg, 70)
            return
        sole = self._lying.body.depth("foot.L", vector(0, -1, 0), within_m=0.1)
        hip = figure.posed.joint("hip", side)
        thigh, shank = standing_leg(self._lying, hip[2] - sole, knee_deg)
        figure.leg(side, thigh, shank, figure.flat_foot(side))


def standing_leg(lying: Lying, drop_m: float, knee_deg: float) -> tuple[float, float]:
    """Return thigh and shank directions of a bent leg whose foot stands `drop_m` below the hip."""
    reach = chord(lying.thigh, lying.shank, knee_deg)
    return bent_leg(
        -float(np.degrees(np.arcsin(drop_m / reach))), knee_deg, lying.thigh, lying.shank, 1
    )
