/* The frames that the video element shows, each with its time by the page's clock.

   A camera's frames come from its track, where the browser gives access to it: there a frame is ready before
   the page may paint. A sample clip's frames, and those of other browsers, are taken when they are shown. */
const CLOCK_SLIP_MS = 1000;

class FrameSource {
  /* `onFrame(frame, timeMs)` gets a VideoFrame, which is closed when its promise is kept, or the video element. */
  constructor(video, onFrame) {
    this.video = video;
    this.onFrame = onFrame;
    this.track = null;
    this.waiting = false;
    this.onLoaded = () => this.readTrack();
  }

  start() {
    this.video.addEventListener("loadeddata", this.onLoaded);
    this.nextFrame();
  }

  close() {
    this.closed = true;
    this.video.removeEventListener("loadeddata", this.onLoaded);
    this.reader?.cancel().catch(() => null);
  }

  // --- from the camera's track ------------------------------------------------------------------

  readTrack() {
    const track = this.video.srcObject?.getVideoTracks()[0];
    if (!track || track === this.track || !("MediaStreamTrackProcessor" in window)) return;
    this.track = track;
    this.reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable.getReader();
    this.read(this.reader, track).finally(() => {
      if (track !== this.track) return;
      this.track = null;
      this.nextFrame();
    });
  }

  async read(reader, track) {
    const clock = new FrameClock();
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      try {
        const timeMs = clock.update(performance.now(), frame.timestamp);
        // A hidden page shows nothing, so nothing is judged.
        if (track === this.track && !this.closed && !document.hidden) await this.onFrame(frame, timeMs);
      } finally {
        frame.close();
      }
    }
  }

  // --- as they are shown ------------------------------------------------------------------------

  nextFrame() {
    if (this.closed || this.track || this.waiting) return;
    this.waiting = true;
    if ("requestVideoFrameCallback" in this.video) {
      this.video.requestVideoFrameCallback((now, about) => this.frameShown(about.presentationTime));
    } else {
      requestAnimationFrame((now) => this.screenShown(now));
    }
  }

  /* For a browser without callbacks for video frames: it redraws even if no new frame has come. */
  screenShown(now) {
    const { video } = this;
    const shown = video.readyState >= 2 && video.currentTime !== this.shownAt;
    this.shownAt = video.currentTime;
    if (shown) {
      this.frameShown(now);
    } else {
      this.waiting = false;
      this.nextFrame();
    }
  }

  frameShown(shownMs) {
    this.waiting = false;
    this.nextFrame();
    if (!this.track) this.onFrame(this.video, shownMs);
  }
}

/* Gives a track's frames their time by the page's clock: when they would have come without waiting. */
class FrameClock {
  update(nowMs, timestampUs) {
    const lateMs = nowMs - timestampUs / 1000;
    this.offsetMs = Math.min(this.offsetMs ?? lateMs, lateMs);
    if (lateMs - this.offsetMs > CLOCK_SLIP_MS) this.offsetMs = lateMs; // the camera's clock has jumped
    return timestampUs / 1000 + this.offsetMs;
  }
}
