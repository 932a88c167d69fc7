/* Where the pictures come from: a camera, or a sample clip for somebody who has none.

   It says by itself when pictures fail to come, and is off for as long as anybody has a reason. */
const NO_PICTURE_MS = 8000;
const STALLED_MS = 2500;
const RETRY_MS = 2000;

const CAMERA_TROUBLES = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", NotReadableError: "taken",
  AbortError: "taken", InsecureError: "insecure", SampleError: "sample",
};
/* What may pass by itself: a camera is plugged in, another program closes. */
const PASSING_TROUBLES = ["none", "taken", "lost"];

class Camera {
  constructor(video, { onTrouble, onStream, onPicture }) {
    this.video = video;
    this.onTrouble = onTrouble;
    this.onStream = onStream;
    this.onPicture = onPicture;
    this.source = sharedCameraStream();
    this.wanted = null;
    this.trouble = null;
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

  /* Show `wanted`: {device}, the browser's choice without one, or {sample}. */
  open(wanted, { automatic = false } = {}) {
    if (this.closed) return;
    const same = wanted.device === this.wanted?.device && wanted.sample === this.wanted?.sample;
    const overdue = performance.now() - this.since > OVERDUE_MS;
    if (same && this.opening && !overdue) {
      if (!automatic) this.trouble = null;
      return;
    }
    this.wanted = wanted;
    if (!this.offReasons.size) this.start(automatic);
  }

  async start(automatic) {
    this.halt();
    const { attempt, wanted } = this;
    const lost = automatic && this.trouble === "lost";
    this.trouble = null;
    this.opening = true;
    this.since = performance.now();
    this.askPermission();
    try {
      if (wanted.sample) await this.openSample(wanted.sample);
      // A camera that was chosen and lost is waited for; another one would look elsewhere.
      else await this.openCamera(wanted.device, { attempt, otherCamera: !lost });
    } catch (error) {
      if (attempt !== this.attempt) return;
      const trouble = CAMERA_TROUBLES[error?.name] || "failed";
      this.fail(lost && ["none", "failed"].includes(trouble) ? "lost" : trouble);
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
    // Not waited for: without a picture it never comes to an end.
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
    this.pictureCame();
  }

  /* Whether the browser is still asking the person: then nothing is wrong. Not every browser tells. */
  async askPermission() {
    this.permission ??= await navigator.permissions?.query?.({ name: "camera" }).catch(() => null);
  }

  fail(trouble) {
    this.halt();
    this.trouble = trouble;
    this.onTrouble(trouble);
    if (PASSING_TROUBLES.includes(trouble)) {
      this.retry = setTimeout(() => this.open(this.wanted, { automatic: true }), RETRY_MS);
    }
  }

  devicesChanged() {
    if (this.stream) this.onStream();
    else if (this.trouble && this.trouble !== "refused") this.open(this.wanted, { automatic: true });
  }

  /* To be told of every picture that is shown. */
  pictureCame() {
    if (this.opening || !(this.stream || this.wanted?.sample)) return;
    this.pictureAt = performance.now();
    if (!this.waiting) return;
    this.waiting = false;
    this.trouble = null;
    this.onPicture();
  }

  /* To be called now and then: whether pictures fail to come. */
  check() {
    if (this.closed || this.trouble || this.offReasons.size || document.hidden) return;
    if (!this.wanted || this.wanted.sample) return;
    if (this.opening && this.permission?.state !== "granted") return;
    const first = this.pictureAt === null;
    const waitedMs = performance.now() - (first ? this.since : this.pictureAt);
    if (waitedMs < (first ? NO_PICTURE_MS : STALLED_MS)) return;
    this.waiting = true;
    this.trouble = first ? "silent" : "stalled";
    this.onTrouble(this.trouble);
  }

  /* The page is in view again: no picture was shown meanwhile, and none was missed. */
  inView() {
    const now = performance.now();
    this.since = now;
    if (this.pictureAt !== null) this.pictureAt = now;
  }

  /* Off while there is a reason; the same camera comes on again when no reason is left. */
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
    this.pictureAt = null;
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
