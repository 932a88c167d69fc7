/* Sends the camera's frames to the server: one at a time, small, as JPEG. */
const MAX_SIDE_PX = 640;
const STILL_EVERY_MS = 66;
const QUALITY = 0.8;
const ENCODING_MS = 30;

class FrameSender {
  constructor(video, { connection, voice, stats, isOver, onFrame }) {
    this.video = video;
    this.connection = connection;
    this.voice = voice;
    this.stats = stats;
    this.isOver = isOver;
    this.onFrame = onFrame;
    this.canvas = document.createElement("canvas");
    this.notBefore = 0;
  }

  start(sample) {
    if (sample) this.still = setInterval(() => this.takeStill(), STILL_EVERY_MS);
    this.nextFrame();
  }

  close() {
    this.closed = true;
    clearInterval(this.still);
  }

  nextFrame() {
    if (this.closed) return;
    if ("requestVideoFrameCallback" in this.video) {
      this.video.requestVideoFrameCallback((now, about) => this.frame(about.presentationTime));
    } else {
      requestAnimationFrame((now) => this.screenFrame(now));
    }
  }

  /* For a browser without callbacks for video frames: it redraws even if no new frame has come. */
  screenFrame(now) {
    const { video } = this;
    const shown = video.readyState >= 2 && video.currentTime !== this.shownAt;
    this.shownAt = video.currentTime;
    if (shown) this.frame(now);
    else this.nextFrame();
  }

  frame(shownMs) {
    this.nextFrame();
    this.onFrame();
    this.take(shownMs);
  }

  take(shownMs) {
    if (this.isOver()) return;
    // Encode the next frame while the server judges the last one, so that it can leave at once. Do not
    // encode it much sooner: a newer frame would replace it.
    if (this.encoding || performance.now() < this.notBefore || !(this.connection.ready || this.connection.readyWithin(ENCODING_MS))) {
      this.stats.dropped += 1;
      return;
    }
    this.encode(shownMs);
  }

  /* A sample clip waits at its first frame, like a person, until the countdown is over. */
  playSample(stage) {
    const { video } = this;
    if (stage === "set") {
      if (video.paused && !video.ended) video.play();
    } else if (stage !== "paused" && stage !== "done" && (video.currentTime > 0 || !video.paused)) {
      video.pause();
      video.currentTime = 0;
    } else if (stage === "paused") video.pause();
  }

  takeStill() {
    const { video } = this;
    if ((video.paused || video.ended) && video.readyState >= 2) this.take(performance.now());
  }

  encode(shownMs) {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return;
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const trip = { shown: shownMs, taken: performance.now() };
    this.canvas.getContext("2d", { alpha: false }).drawImage(this.video, 0, 0, width, height);
    this.encoding = true;
    this.canvas.toBlob(async (blob) => {
      try {
        const jpeg = blob && new Uint8Array(await blob.arrayBuffer());
        if (!jpeg || this.isOver()) return;
        const message = new Uint8Array(9 + jpeg.length);
        const head = new DataView(message.buffer);
        head.setFloat64(0, shownMs / 1000, true);
        head.setUint8(8, this.voice.speaking ? 1 : 0);
        message.set(jpeg, 9);
        trip.encoded = performance.now();
        this.connection.offer(message, trip);
        this.stats.sent += 1;
      } finally {
        this.encoding = false;
      }
    }, "image/jpeg", QUALITY);
  }
}
