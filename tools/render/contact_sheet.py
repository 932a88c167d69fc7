"""A picture of a folder of clips: ``python -m tools.render.contact_sheet FOLDER``."""

import tomllib
from pathlib import Path
from typing import Annotated

import av
import typer
from PIL import Image, ImageDraw

from formcheck.encoding import read_text

TILE = (320, 180)
SMALL, COLUMNS = (192, 108), 8
CAPTION_PX = 16
JPEG_QUALITY = 82


def sheet(folder: Path) -> Image.Image:
    """Return one row per labelled clip: start position, half-way, end position, half-way back."""
    labels = sorted(folder.glob("*.toml"))
    width, row = 4 * TILE[0], TILE[1] + CAPTION_PX
    page = Image.new("RGB", (width, row * len(labels)), "white")
    draw = ImageDraw.Draw(page)
    for number, path in enumerate(labels):
        label = tomllib.loads(read_text(path))
        draw.text((4, number * row + 2), f"{label['file']}: {label['about']}", fill="black")
        for column, image in enumerate(_moments(folder / label["file"], label["repetition"][0])):
            page.paste(image.resize(TILE), (column * TILE[0], number * row + CAPTION_PX))
    return page


def overview(labels: list[Path]) -> Image.Image:
    """Return one small picture per label file, at the first end position or in the middle."""
    wide, tall = SMALL[0], SMALL[1] + CAPTION_PX
    rows = -(-len(labels) // COLUMNS)
    page = Image.new("RGB", (wide * COLUMNS, tall * rows), "white")
    draw = ImageDraw.Draw(page)
    for number, path in enumerate(labels):
        label = tomllib.loads(read_text(path))
        x, y = number % COLUMNS * wide, number // COLUMNS * tall
        first = label.get("repetition", [{}])[0]
        middle_s = label["duration_s"] / 2
        moment = (first.get("top_s", middle_s) + first.get("leave_s", middle_s)) / 2
        image = _frames(path.parent / label["file"], [moment])[0]
        image.thumbnail(SMALL)
        page.paste(image, (x, y + CAPTION_PX))
        draw.text((x + 2, y + 2), path.stem.partition("_")[2].replace("_", " "), fill="black")
    return page


def _moments(film: Path, repetition: dict[str, float]) -> list[Image.Image]:
    start, top, leave, end = (repetition[f"{name}_s"] for name in ("start", "top", "leave", "end"))
    return _frames(film, [start / 2, (start + top) / 2, (top + leave) / 2, (leave + end) / 2])


def _frames(film: Path, wanted: list[float]) -> list[Image.Image]:
    images: list[Image.Image] = []
    with av.open(str(film)) as opened:
        for frame in opened.decode(video=0):
            if frame.time >= wanted[len(images)]:
                images.append(Image.fromarray(frame.to_ndarray(format="rgb24")))
                if len(images) == len(wanted):
                    break
    return images


def main(
    folder: Annotated[Path, typer.Argument(help="Folder with clips and their labels.")],
) -> None:
    """Write FOLDER/contact_sheet.jpg."""
    sheet(folder).save(folder / "contact_sheet.jpg", quality=JPEG_QUALITY, optimize=True)


if __name__ == "__main__":
    typer.run(main)
