/* Sends the camera's frames to the server, one at a time. */
const STILL_EVERY_MS = 66;
const ENCODING_MS = 30;

class FrameSender {
  constructor(video, { connection, voice, stats, isOver, onFrame }) {
    this.video = video;
    this.connection = connection;
    this.voice = voice;
    this.stats = stats;
    this.isOver = isOver;
    this.onFrame = onFrame;
    this.packer = new FramePacker();
    this.source = new FrameSource(video, (frame, timeMs) => this.frame(frame, timeMs));
    this.notBefore = 0;
  }

  start(sample) {
    if (sample) this.still = setInterval(() => this.takeStill(), STILL_EVERY_MS);
    this.source.start();
  }

  close() {
    this.closed = true;
    clearInterval(this.still);
    this.source.close();
    this.packer.close();
  }

  /* Resolves when `frame` is no longer needed. */
  async frame(frame, timeMs) {
    this.onFrame();
    await this.take(frame, timeMs);
  }

  async take(frame, timeMs) {
    if (this.closed || this.isOver()) return;
    // Encode the next frame while the server judges the last one, so that it can leave at once. Do not
    // encode it much sooner: a newer frame would replace it.
    if (this.encoding || performance.now() < this.notBefore || !(this.connection.ready || this.connection.readyWithin(ENCODING_MS))) {
      this.stats.dropped += 1;
      return;
    }
    await this.encode(frame, timeMs);
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
    if ((video.paused || video.ended) && video.readyState >= 2) this.take(video, performance.now());
  }

  async encode(frame, timeMs) {
    const trip = { shown: timeMs, taken: performance.now() };
    this.encoding = true;
    try {
      const message = await this.packer.pack(frame, { timeMs, speaking: this.voice.speaking });
      if (!message || this.isOver()) return;
      trip.encoded = performance.now();
      this.connection.offer(message, trip);
      this.stats.sent += 1;
    } finally {
      this.encoding = false;
    }
  }
}
