/* The source of the frames: a camera, or a sample clip for a person without one.

   Camera reports missing frames by itself. It stays off while there is at least one reason for that. */
const NO_FRAME_MS = 8000;
const STALLED_MS = 2500;
const RETRY_MS = 2000;

const CAMERA_PROBLEMS = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", NotReadableError: "taken",
  AbortError: "taken", InsecureError: "insecure", SampleError: "sample",
};
/* Problems that may go away by themselves: a camera is plugged in, another program closes. */
const PASSING_PROBLEMS = ["none", "taken", "lost"];

class Camera {
  constructor(video, { onProblem, onStream, onFrames }) {
    this.video = video;
    this.onProblem = onProblem;
    this.onStream = onStream;
    this.onFrames = onFrames;
    this.source = sharedCameraStream();
    this.wanted = null;
    this.problem = null;
    this.offReasons = new Set();
    this.attempt = 0;
    this.opening = false;
    this.waiting = true;
    this.retry = 0;
    this.onDevices = () => this.devicesChanged();
    navigator.mediaDevices?.addEventListener?.("devicechange", this.onDevices);
  }

  get stream() {
    return this.source.owner === this ? this.source.stream : null;
  }

  /* Show `wanted`: {sample}, {device}, or {} for the camera that the browser chooses. */
  open(wanted, { automatic = false } = {}) {
    if (this.closed) return;
    const same = wanted.device === this.wanted?.device && wanted.sample === this.wanted?.sample;
    const overdue = performance.now() - this.since > OVERDUE_MS;
    if (same && this.opening && !overdue) {
      if (!automatic) this.problem = null;
      return;
    }
    this.wanted = wanted;
    if (!this.offReasons.size) this.start(automatic);
  }

  async start(automatic) {
    this.halt();
    const { attempt, wanted } = this;
    const lost = automatic && this.problem === "lost";
    this.problem = null;
    this.opening = true;
    this.since = performance.now();
    this.askPermission();
    try {
      if (wanted.sample) await this.openSample(wanted.sample);
      // If a chosen camera is lost, wait for it: another camera would have another view.
      else await this.openCamera(wanted.device, { attempt, otherCamera: !lost });
    } catch (error) {
      if (attempt !== this.attempt) return;
      const problem = CAMERA_PROBLEMS[error?.name] || "failed";
      this.fail(lost && ["none", "failed"].includes(problem) ? "lost" : problem);
    }
  }

  async openCamera(device, { attempt, otherCamera }) {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "InsecureError");
    const stream = await this.source.open(this, device, { otherCamera });
    if (!stream || attempt !== this.attempt) return;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => { if (stream === this.stream) this.fail("lost"); });
    this.video.removeAttribute("src");
    this.video.srcObject = stream;
    this.opening = false;
    this.since = performance.now();
    // Do not wait for play(): without a frame it never resolves.
    this.video.play().catch(() => null);
    this.onStream();
  }

  async openSample(url) {
    this.video.src = url;
    this.video.loop = false;
    await new Promise((resolve, reject) => {
      this.video.onloadeddata = resolve;
      this.video.onerror = () => reject(new DOMException("", "SampleError"));
    });
    this.opening = false;
    this.frameShown();
  }

  /* Whether the browser is still asking for permission, which is not a problem. Some browsers do not say. */
  async askPermission() {
    this.permission ??= await navigator.permissions?.query?.({ name: "camera" }).catch(() => null);
  }

  fail(problem) {
    this.halt();
    this.problem = problem;
    this.onProblem(problem);
    if (PASSING_PROBLEMS.includes(problem)) {
      this.retry = setTimeout(() => this.open(this.wanted, { automatic: true }), RETRY_MS);
    }
  }

  devicesChanged() {
    if (this.stream) this.onStream();
    else if (this.problem && this.problem !== "refused") this.open(this.wanted, { automatic: true });
  }

  /* Call this for every frame that is shown. */
  frameShown() {
    if (this.opening || !(this.stream || this.wanted?.sample)) return;
    this.frameAt = performance.now();
    if (!this.waiting) return;
    this.waiting = false;
    this.problem = null;
    this.onFrames();
  }

  /* Report missing frames. Call this regularly. */
  check() {
    if (this.closed || this.problem || this.offReasons.size || document.hidden) return;
    if (!this.wanted || this.wanted.sample) return;
    if (this.opening && this.permission?.state !== "granted") return;
    const first = this.frameAt === null;
    const waitedMs = performance.now() - (first ? this.since : this.frameAt);
    if (waitedMs < (first ? NO_FRAME_MS : STALLED_MS)) return;
    this.waiting = true;
    this.problem = first ? "silent" : "stalled";
    this.onProblem(this.problem);
  }

  /* The page is visible again. A hidden page shows no frames, so none is missing. */
  inView() {
    const now = performance.now();
    this.since = now;
    if (this.frameAt !== null) this.frameAt = now;
  }

  /* The camera is off while there is a reason. The same camera comes on again when no reason is left. */
  switchOff(reason) {
    if (this.wanted?.sample || this.offReasons.has(reason)) return;
    this.offReasons.add(reason);
    this.halt();
  }

  switchOn(reason) {
    if (!this.offReasons.delete(reason) || this.offReasons.size || this.closed) return;
    if (this.wanted) this.start(false);
  }

  halt() {
    clearTimeout(this.retry);
    this.attempt += 1;
    this.opening = false;
    this.waiting = true;
    this.frameAt = null;
    this.source.release(this);
    this.video.srcObject = null;
  }

  async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => null)) || [];
    return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.onDevices);
    this.halt();
    this.video.pause();
    this.video.removeAttribute("src");
  }
}
