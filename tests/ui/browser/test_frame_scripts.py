"""What the page sends of a frame is what the server reads: the same picture, raw or as JPEG."""

import base64

import numpy as np
import pytest

from formcheck.live.server.protocol import read_frame
from formcheck.ui.components.speech import read_page_file
from formcheck.video.jpeg import JpegImage

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9/frames"
"""Like a page of this machine's own server, it may use every interface of the browser."""

PACK = """async (cases) => {
  const packer = new FramePacker();
  const pack = async ({ format, size: [width, height], matrix, fullRange, hidden }) => {
    const pixels = format === "RGBX" ? [200, 90, 40, 255] : null;
    const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
    const data = pixels
      ? new Uint8Array(width * height * 4).map((_, i) => pixels[i % 4])
      : new Uint8Array(width * height + 2 * chroma).fill(120);
    if (!pixels) {
      const isBlue = (i) => (format === "NV12" ? i % 2 === 0 : i < chroma);
      for (let i = 0; i < 2 * chroma; i += 1) data[width * height + i] = isBlue(i) ? 100 : 190;
    }
    const colours = { matrix, fullRange, primaries: "bt709", transfer: "bt709" };
    const colorSpace = matrix ? colours : undefined;
    const made = { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace };
    const frame = new VideoFrame(data, made);
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext("2d");
    context.drawImage(frame, 0, 0, 8, 8);
    const shown = [...context.getImageData(4, 4, 1, 1).data].slice(0, 3);
    const { VideoFrame: known } = window;
    if (hidden) delete window.VideoFrame;
    const message = await packer.pack(frame, { timeMs: 2500, speaking: fullRange });
    window.VideoFrame = known;
    frame.close();
    return [btoa(String.fromCharCode(...message)), shown];
  };
  const packed = [];
  for (const one of cases) packed.push(await pack(one));
  return packed;
}"""
SMALL = (64, 48)
NAMED = {"matrix": "smpte170m", "fullRange": False}
CASES = {
    "a usual camera's": ({"format": "I420", "size": SMALL}, SMALL, True),
    "one that names its colours": (
        {"format": "I420", "size": SMALL} | NAMED,
        SMALL,
        True,
    ),
    "full range": (
        {"format": "I420", "size": SMALL} | NAMED | {"fullRange": True},
        SMALL,
        True,
    ),
    "other layout and colours": (
        {"format": "NV12", "size": SMALL, "matrix": "bt709", "fullRange": False},
        SMALL,
        True,
    ),
    "unknown colours": ({"format": "I420", "size": SMALL, "matrix": "bt2020-ncl"}, SMALL, False),
    "another format": ({"format": "RGBX", "size": SMALL}, SMALL, False),
    "an odd width": ({"format": "I420", "size": (63, 48)}, (63, 48), False),
    "large": ({"format": "I420", "size": (1280, 720)}, (640, 360), False),
    "a browser without access": ({"format": "I420", "size": SMALL, "hidden": True}, SMALL, False),
}

CLOCK = """(frames) => {
  const clock = new FrameClock();
  return frames.map(([nowMs, stampMs]) => clock.update(nowMs, 1000 * stampMs));
}"""


@pytest.fixture
def page(browser):
    """A page with the scripts that pack frames."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    page.goto(ADDRESS)
    names = ("camera/frame_message.js", "camera/frame_source.js")
    page.add_script_tag(content="\n".join(map(read_page_file, names)))
    yield page
    context.close()


def test_the_server_reads_the_colours_that_the_browser_shows_and_the_frames_times(page):
    packed = page.evaluate(PACK, [case for case, _, _ in CASES.values()])
    for (name, (case, size, is_raw)), (message, shown) in zip(CASES.items(), packed, strict=True):
        got = read_frame(base64.b64decode(message))
        assert (got.time_s, got.speaking) == (2.5, case.get("fullRange", False)), name
        assert isinstance(got.image, JpegImage) is not is_raw, name
        image = got.image.decode()
        assert image.shape == (size[1], size[0], 3), name
        middle = np.median(image.reshape(-1, 3), axis=0)
        assert np.abs(middle - shown).max() <= 5, (name, middle, shown)

    # A frame that waited is not later for it; after a jump of the camera's clock, time goes on.
    frames = [(1000, 50), (1030, 83), (1100, 116), (1102, 150), (1135, 20_000), (1170, 20_033)]
    assert page.evaluate(CLOCK, frames) == pytest.approx(
        [1000, 1030, 1063, 1097, 1135, 1168], abs=0.01
    )
