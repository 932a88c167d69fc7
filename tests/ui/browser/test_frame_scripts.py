"""What the page sends of a frame is what the server reads; and where its frames come from."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from formcheck.live.server.protocol import read_frame
from formcheck.ui.components.speech import read_page_file
from formcheck.video.jpeg import decode_jpeg

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9/frames"
"""Like a page of this machine's own server, it may use every interface of the browser."""

PACK = """async (cases) => {
  const packed = [];
  for (const { size: [width, height], speaking, plain } of cases) {
    const { Worker: known } = window;
    if (plain) delete window.Worker;
    const packer = new FramePacker();
    window.Worker = known;
    const data = new Uint8Array((width * height * 3) / 2).fill(120);
    data.fill(100, width * height, (width * height * 5) / 4); // the blue part of the colour
    data.fill(190, (width * height * 5) / 4);
    const made = { format: "I420", codedWidth: width, codedHeight: height, timestamp: 0 };
    const frame = new VideoFrame(data, made);
    const context = new OffscreenCanvas(8, 8).getContext("2d");
    context.drawImage(frame, 0, 0, 8, 8);
    const shown = [...context.getImageData(4, 4, 1, 1).data].slice(0, 3);
    const message = await packer.pack(frame, { timeMs: 2500, speaking });
    frame.close();
    if ((packer.worker === null) !== Boolean(plain)) throw new Error("the other way was taken");
    const cut = packer.pack(new VideoFrame(data, made), { timeMs: 2501, speaking });
    packer.close();
    if (!plain && (await cut) !== null) throw new Error("a closed page made a message");
    packed.push([btoa(String.fromCharCode(...message)), shown]);
  }
  const about = { timeMs: 1, speaking: false };
  const packer = new FramePacker();
  const without = [await packer.pack(document.createElement("video"), about)];
  packer.worker.postMessage = (_, [frame]) => {
    frame.close();
    packer.worker.onmessage({ data: null });
  };
  const canvas = new OffscreenCanvas(32, 32);
  canvas.getContext("2d");
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  without.push(await packer.pack(frame, about));
  const after = await packer.pack(frame, about);
  frame.close();
  return [packed, without, after.length > 9];
}"""
CASES = (
    ({"size": (64, 48), "speaking": False}, (64, 48)),
    ({"size": (64, 48), "speaking": True, "plain": True}, (64, 48)),
    ({"size": (1280, 720), "speaking": True}, (640, 360)),
)

CLOCK = """(frames) => {
  const clock = new FrameClock();
  return frames.map(([nowMs, stampMs]) => clock.update(nowMs, 1000 * stampMs));
}"""

SOURCE = """async (hasTracks) => {
  const { MediaStreamTrackProcessor: known } = window;
  if (!hasTracks) delete window.MediaStreamTrackProcessor;
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  let hidden = false;
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  const seen = [];
  const wait = (happened) => new Promise((done) => {
    const timer = setInterval(() => { if (happened()) { clearInterval(timer); done(); } }, 10);
  });
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const context = canvas.getContext("2d");
  const paint = setInterval(() => {
    context.fillStyle = `rgb(${seen.length % 255} ${Date.now() % 255} 0)`;
    context.fillRect(0, 0, 16, 16);
  }, 30);
  const source = new FrameSource(video, async (frame, timeMs) => {
    seen.push([frame === video ? "shown" : "track", timeMs, performance.now()]);
    frames.push(frame);
  });
  const frames = [];
  const film = () => {
    video.srcObject = canvas.captureStream(30);
    video.play().catch(() => null);
    return video.srcObject.getTracks()[0];
  };
  source.start();
  const first = film();
  await wait(() => seen.length > 5);
  first.stop();
  const second = film();
  const before = seen.length;
  await wait(() => seen.length > before + 5);
  hidden = hasTracks; // the video element of a page that is really hidden shows nothing
  await new Promise((done) => { setTimeout(done, 100); });
  const atHiding = seen.length;
  await new Promise((done) => { setTimeout(done, 300); });
  const whileHidden = seen.length - atHiding;
  hidden = false;
  await wait(() => seen.length > atHiding + 3);
  source.close();
  second.stop();
  clearInterval(paint);
  const open = frames.filter((frame) => frame !== video && frame.format !== null).length;
  window.MediaStreamTrackProcessor = known;
  delete document.hidden;
  return { seen, whileHidden, open };
}"""


@pytest.fixture(scope="module")
def page(browser):
    """A page with the scripts that read and pack frames."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    page.goto(ADDRESS)
    names = ("camera/frame_message.js", "camera/frame_source.js")
    page.add_script_tag(content="\n".join(map(read_page_file, names)))
    yield page
    context.close()


def test_the_server_reads_the_picture_that_the_browser_shows(page):
    packed, without, again = page.evaluate(PACK, [case for case, _ in CASES])
    assert without == [None, None]  # a video without a frame; a worker that cannot draw it
    assert again  # the page itself makes the next one
    for (case, size), (message, shown) in zip(CASES, packed, strict=True):
        got = read_frame(base64.b64decode(message))
        assert (got.time_s, got.speaking) == (2.5, case["speaking"])
        image = decode_jpeg(got.jpeg)
        assert image.shape == (size[1], size[0], 3)
        assert np.abs(np.median(image.reshape(-1, 3), axis=0) - shown).max() <= 5


def test_a_frame_that_waited_is_not_later_and_a_jump_of_the_cameras_clock_stops_nothing(page):
    frames = [(1000, 50), (1030, 83), (1100, 116), (1102, 150), (1135, 20_000), (1170, 20_033)]
    frames += [(5000, 10), (5033, 43)]
    assert page.evaluate(CLOCK, frames) == pytest.approx(
        [1000, 1030, 1063, 1097, 1135, 1168, 5000, 5033], abs=0.01
    )


@pytest.mark.parametrize("has_tracks", [True, False])
def test_frames_come_from_the_track_where_there_is_access_also_of_the_next_camera(page, has_tracks):
    found = page.evaluate(SOURCE, has_tracks)
    assert [found["open"], found["whileHidden"] if has_tracks else 0] == [0, 0]
    kinds = [kind for kind, _, _ in found["seen"]]
    assert set(kinds[-8:]) == {"track" if has_tracks else "shown"}
    assert not has_tracks or kinds.count("shown") <= 3  # before each track is read
    times = [time_ms for _, time_ms, _ in found["seen"][-8:]]
    assert all(one < other for one, other in pairwise(times))
