"""Draws the posed person into the room with OpenGL; needs no display and no graphics card (EGL)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from tools.render.camera import View
from tools.render.errors import RenderError
from tools.render.geometry import Vector
from tools.render.light import lighting, lights
from tools.render.mesh import Normals, triangles
from tools.render.projection import before, look_at, orthographic, perspective
from tools.render.recipe import Finish
from tools.render.scene import Material, Room, linear, room_materials
from tools.render.visible_mesh import Surface

GRID, TILE = 3, 256
SOFT, QUICK = (7, 3), (3, 1)  # lights in all and how many of them lie round the brightest one
BAKE_SUPERSAMPLE, QUICK_BAKE_SUPERSAMPLE = 3, 2
SPARE_PX = 4  # round the person's bounding box
PERSON_BALL, FLOOR_BALL = 1.9, 1.35  # how far beyond the person shadows reach, in its radius

NO_DISPLAY: dict[str, Any] = {"backend": "egl"}

SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))
Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # left, top, right, bottom


class Renderer:
    """People in one room seen by one camera; the room is drawn once, the people per frame."""

    def __init__(
        self,
        surface: Surface,
        materials: Mapping[str, Material],
        room: Room,
        view: View,
        finish: Finish,
    ) -> None:
        """Set up for the people's `surface`; `materials` are those of its parts."""
        try:
            self._gl = moderngl.create_context(standalone=True, require=330, **NO_DISPLAY)
        except Exception as error:
            raise RenderError(
                f"Expected OpenGL 3.3 through EGL (Debian: libegl1 libgl1-mesa-dri): {error}"
            ) from error
        self._size, self._view = (view.width, view.height), view
        self._finer = finish.supersample
        self._lights, around_key = QUICK if finish.quick else SOFT
        self._wrinkles = not finish.quick
        self._bake_finer = QUICK_BAKE_SUPERSAMPLE if finish.quick else BAKE_SUPERSAMPLE
        self._normals = Normals(surface.quads)
        self._materials = {**materials, **room_materials(finish)}
        self._gl.enable(moderngl.DEPTH_TEST)
        self._gl.depth_func = "<="
        self._lit = self._program("lit.vert", "lit.frag")
        self._room_program = self._program("lit.vert", "room.frag")
        self._depth = self._program("depth.vert", "depth.frag")
        self._projection = perspective(view).T.astype("f4").tobytes()
        light, key = lighting(finish)
        self._light_from, light_colour = lights(light, key, self._lights, around_key)
        for program in (self._lit, self._room_program):
            _set(program, "view", self._projection)
            _set(program, "light_from", self._light_from.astype("f4").tobytes())
            _set(program, "light_colour", light_colour.astype("f4").tobytes())
            _set(program, "fill", light.fill.astype("f4").tobytes())
        _set(self._lit, "eye", view.position.astype("f4").tobytes())
        _set(self._lit, "exposure", finish.exposure)
        _set(self._lit, "glow", light.glow)
        self._set_materials(list(self._materials.values()))
        self._load_person(surface)
        self._load_room(room)
        self._targets()
        self._bake()

    def close(self) -> None:
        """Free the pictures and meshes of OpenGL, about 50 MB; nothing can be drawn afterwards."""
        self._gl.release()

    def draw(self, vertices: NDArray[np.float32]) -> Image:
        """Return the picture (height, width, 3) of the person with these world vertices."""
        moved = np.hstack([vertices, self._normals.of(vertices)]).astype("f4")
        self._person_buffer.write(np.ascontiguousarray(moved).tobytes())
        low, high = (edge(axis=0).astype(np.float64) for edge in (vertices.min, vertices.max))
        centre, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2 + 0.02
        self._cast_shadows(centre, radius)
        picture = self._empty.copy()
        left, top, right, bottom = self._shadowed(centre, radius)
        if left < right and top < bottom:
            picture[top:bottom, left:right] = self._draw_room(left, top, right, bottom)
        left, top, right, bottom = self._box(vertices)
        if left >= right or top >= bottom:
            return picture[::-1]
        person = self._draw_person(left, top, right, bottom)
        behind = picture[top:bottom, left:right]
        covered = person[..., 3:].astype(np.uint16)
        mixed = person[..., :3] + (behind * (255 - covered) + 127) // 255
        picture[top:bottom, left:right] = np.minimum(mixed, 255)
        return picture[::-1]

    def _box(self, points: NDArray[np.floating]) -> Box:
        """Return the points' bounding box in the picture, y counted from below as OpenGL does.

        Outside the picture the box is empty: right is not beyond left, or bottom not beyond top.
        """
        if not len(points):
            return 0, 0, 0, 0
        (width, height), pixels = self._size, self._view.project(points)
        low, high = np.floor(pixels.min(axis=0)), np.ceil(pixels.max(axis=0))
        left, right = int(low[0]) - SPARE_PX, int(high[0]) + SPARE_PX
        below, above = height - int(high[1]) - SPARE_PX, height - int(low[1]) + SPARE_PX
        return max(0, left), max(0, below), min(width, right), min(height, above)

    def _shadowed(self, centre: Vector, radius: float) -> Box:
        """Return the box of all the floor that the person's shadow can reach."""
        reach = radius * FLOOR_BALL
        corners = np.array([(centre[0] + i * reach, centre[1] + j * reach, 0.0) for i, j in SQUARE])
        return self._box(before(self._view, corners))

    def _program(self, vertex: str, fragment: str) -> moderngl.Program:
        folder = Path(__file__).with_name("shaders")
        source = (folder / fragment).read_text(encoding="utf-8")
        constants = "".join(
            f"const int {name} = {value};\n"
            for name, value in {
                "LIGHTS": self._lights,
                "WRINKLES": int(self._wrinkles),
                "GRID": GRID,
                "MATERIALS": len(self._materials),
            }.items()
        )
        shared = constants + (folder / "light.glsl").read_text(encoding="utf-8")
        source = source.replace("#include light.glsl", shared)
        return self._gl.program((folder / vertex).read_text(encoding="utf-8"), source)

    def _set_materials(self, materials: list[Material]) -> None:
        def write(name: str, value: Callable[[Material], object]) -> None:
            _set(self._lit, name, np.array([value(each) for each in materials], "f4").tobytes())

        write("first_colour", lambda each: linear(each.first))
        write("second_colour", lambda each: linear(each.second))
        write("pattern", lambda each: (each.scale, each.look))

    def _numbers(self, names: NDArray[np.str_]) -> NDArray[np.float32]:
        table = {name: number for number, name in enumerate(self._materials)}
        return np.array([table[name] for name in names], dtype=np.float32)[:, None]

    def _load_person(self, surface: Surface) -> None:
        rest = np.hstack([surface.vertices, self._numbers(surface.part)]).astype("f4")
        self._person_buffer = self._gl.buffer(reserve=len(rest) * 24, dynamic=True)
        faces = self._gl.buffer(triangles(surface.quads).tobytes())
        self._person = self._gl.vertex_array(
            self._lit,
            [
                (self._person_buffer, "3f 3f", "position", "normal"),
                (self._gl.buffer(rest.tobytes()), "3f 1f", "rest", "material"),
            ],
            faces,
        )
        self._person_depth = self._gl.vertex_array(
            self._depth, [(self._person_buffer, "3f 12x", "position")], faces
        )

    def _load_room(self, room: Room) -> None:
        own = np.hstack([room.vertices, self._numbers(room.names)]).astype("f4")
        buffer, faces = self._gl.buffer(own.tobytes()), self._gl.buffer(room.triangles.tobytes())
        self._room_lit = self._gl.vertex_array(
            self._lit, [(buffer, "3f 3f 3f 1f", "position", "normal", "rest", "material")], faces
        )
        self._room_shaded = self._gl.vertex_array(
            self._room_program, [(buffer, "3f 3f 16x", "position", "normal")], faces
        )
        self._room_depth = self._gl.vertex_array(
            self._depth, [(buffer, "3f 28x", "position")], faces
        )
        self._room_casting = self._gl.vertex_array(
            self._depth, [(buffer, "3f 28x", "position")], self._gl.buffer(room.casting.tobytes())
        )
        self._room_bounds = own[np.unique(room.casting), :3]

    def _targets(self) -> None:
        gl, (width, height) = self._gl, self._size
        self._shadows = gl.depth_texture((GRID * TILE, GRID * TILE))
        self._shadows.compare_func = "<="
        self._shadows.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._shadow_target = gl.framebuffer(depth_attachment=self._shadows)
        self._room_target = self._target((width, height))
        self._person_target = self._target((width * self._finer, height * self._finer))

    def _target(self, size: tuple[int, int], dtype: str = "f1") -> moderngl.Framebuffer:
        return self._gl.framebuffer(
            [self._gl.renderbuffer(size, 4, dtype=dtype)], self._gl.depth_renderbuffer(size)
        )

    def _bake(self) -> None:
        """Draw the empty room once, in linear light, with the furniture's own shadows."""
        q, (width, height) = self._bake_finer, self._size
        low, high = self._room_bounds.min(axis=0), self._room_bounds.max(axis=0)
        centre, radius = np.array([float((low + high)[0]) / 2, 0.9, 0.5]), 2.6
        self._cast_shadows(centre, radius, caster=self._room_casting)
        target = self._target((width * q, height * q), "f4")
        target.use()
        target.clear(0.8, 0.8, 0.8, 1.0)
        _set(self._lit, "linear_output", True)
        self._room_lit.render()
        _set(self._lit, "linear_output", False)
        raw = np.frombuffer(target.read(components=4, dtype="f4"), dtype=np.float32)
        baked = raw.reshape(height, q, width, q, 4).mean(axis=(1, 3))
        self._baked = self._gl.texture((width, height), 4, baked.astype("f4").tobytes(), dtype="f4")
        target.release()
        # The furniture's shadows are in the baked light; shading them here would darken them twice.
        _set(self._room_program, "shadow_ball", (0.0, 0.0, 0.0, 0.001))
        self._empty = self._draw_room(0, 0, width, height)

    def _cast_shadows(
        self, centre: Vector, radius: float, caster: moderngl.VertexArray | None = None
    ) -> None:
        views = []
        # Bound before it is cleared, or the scissor of the last target drawn to would still hold.
        self._shadow_target.use()
        self._shadow_target.clear()
        for number, direction in enumerate(self._light_from):
            view = (orthographic(radius) @ look_at(centre + direction * 4, centre)).T
            views.append(view.astype("f4").tobytes())
            corner = (number % GRID * TILE, number // GRID * TILE)
            self._shadow_target.viewport = (*corner, TILE, TILE)
            _set(self._depth, "view", views[-1])
            (caster or self._person_depth).render()
        self._shadows.use(0)
        for program, reach in ((self._lit, PERSON_BALL), (self._room_program, FLOOR_BALL)):
            _set(program, "light_view", b"".join(views))
            _set(program, "shadow_ball", (*centre.tolist(), radius * reach))
            _set(program, "shadows", 0)

    def _draw_room(self, left: int, top: int, right: int, bottom: int) -> Image:
        """Return the room (h, w, 3) with the person's shadow within a box of the picture."""
        target = self._room_target
        self._baked.use(1)
        _set(self._room_program, "baked", 1)
        target.use()
        target.scissor = (left, top, right - left, bottom - top)
        target.clear()
        self._room_shaded.render()
        raw = np.frombuffer(target.read(target.scissor, components=3, alignment=1), dtype=np.uint8)
        return raw.reshape(bottom - top, right - left, 3)

    def _draw_person(self, left: int, top: int, right: int, bottom: int) -> Image:
        """Return the person (h, w, 4) within a box of the picture, alpha where covered."""
        q, target = self._finer, self._person_target
        wide, tall = right - left, bottom - top
        target.use()
        target.scissor = (left * q, top * q, wide * q, tall * q)
        target.clear(0, 0, 0, 0)
        _set(self._depth, "view", self._projection)
        # Depth first, so that the costly shader runs only on what is seen in the end.
        target.color_mask = (False, False, False, False)
        self._room_depth.render()
        self._person_depth.render()
        target.color_mask = (True, True, True, True)
        self._person.render()
        raw = np.frombuffer(target.read(target.scissor, components=4, alignment=1), dtype=np.uint8)
        fine = raw.reshape(tall, q, wide, q, 4)
        total = sum(fine[:, i, :, j].astype(np.uint16) for i in range(q) for j in range(q))
        return np.asarray(total // (q * q), dtype=np.uint8)


def _set(program: moderngl.Program, name: str, value: Any) -> None:
    """Set a shader's uniform from its raw bytes or from plain numbers."""
    uniform: Any = program[name]
    if isinstance(value, bytes):
        uniform.write(value)
    else:
        uniform.value = value
