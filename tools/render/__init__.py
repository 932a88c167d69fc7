"""Renders people doing the exercises, with exact joint positions, repetitions and faults.

Run it as ``python -m tools.render RECIPE.toml --assets DIR --out DIR``. See README.md beside this
file.

World frame, used everywhere here: metres, X to the right of the picture (camera yaw 0), Y away
from the camera, Z up, the floor at Z = 0. Body frame: X to the person's left, Y up, Z forward.
"""
