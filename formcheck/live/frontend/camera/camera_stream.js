/* The one camera stream of this browser page. The last caller gets it; every other stream ends. */
const OVERDUE_MS = 10000;

class CameraStream {
  constructor() {
    this.owner = null;
    this.stream = null;
    this.number = 0;
    this.pending = null;
  }

  /* The stream of the camera `device`, or of any camera.

     Returns null if the stream is no longer wanted: there was a later call, or a release. Without
     `otherCamera`, no other camera than `device` is opened. Throws what the browser throws. */
  async open(owner, device, { otherCamera = true } = {}) {
    this.end();
    this.owner = owner;
    const { number } = this;
    await this.waitForPending();
    let video = {
      width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 },
      ...(device ? { deviceId: { exact: device } } : {}),
    };
    while (number === this.number) {
      try {
        return await this.request(video, number);
      } catch (error) {
        if (number !== this.number) return null;
        video = withoutDemand(video, error);
        if (!video || (device && !otherCamera && !video.deviceId)) throw error;
      }
    }
    return null;
  }

  /* One request at a time, as in browsers. A request that hangs blocks the camera only until it is overdue. */
  async waitForPending() {
    while (this.pending) {
      const leftMs = OVERDUE_MS - (performance.now() - this.pendingAt);
      if (leftMs <= 0) return;
      const later = new Promise((resolve) => { setTimeout(resolve, leftMs); });
      await Promise.race([this.pending.catch(() => null), later]);
    }
  }

  async request(video, number) {
    const request = navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.pending = request;
    this.pendingAt = performance.now();
    try {
      const stream = await request;
      if (number !== this.number) {
        endTracks(stream);
        return null;
      }
      this.stream = stream;
      return stream;
    } finally {
      if (this.pending === request) this.pending = null;
    }
  }

  release(owner) {
    if (owner === this.owner) this.end();
  }

  end() {
    this.number += 1;
    this.owner = null;
    endTracks(this.stream);
    this.stream = null;
  }
}

/* Everything on this page shares one stream, even if Streamlit mounts the component twice. */
function sharedCameraStream() {
  const name = Symbol.for("formcheck.cameraStream");
  window[name] ??= new CameraStream();
  return window[name];
}

function endTracks(stream) {
  for (const track of stream?.getTracks() || []) track.stop();
}

/* `video` without the demand that no camera could meet. Null if that was not the reason. */
function withoutDemand(video, error) {
  if (error?.name !== "OverconstrainedError") return null;
  const left = [];
  if (video.frameRate.max) left.push("frameRate");
  if (video.deviceId) left.push("deviceId");
  if (!left.length) return null;
  const demand = left.includes(error.constraint) ? error.constraint : left[0];
  const { deviceId, frameRate, ...others } = video;
  if (demand === "deviceId") return { ...others, frameRate };
  return { ...others, frameRate: { ideal: 30 }, ...(deviceId ? { deviceId } : {}) };
}
