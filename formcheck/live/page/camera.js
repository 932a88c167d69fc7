/* Where the pictures come from: a camera, or a sample clip for somebody who has none. */
class Camera {
  constructor(video, onTrouble, onBack) {
    this.video = video;
    this.onTrouble = onTrouble;
    this.onBack = onBack;
    this.stream = null;
    this.wanted = null;
    this.lost = false;
    this.retry = 0;
    this.onDevices = () => { if (this.lost) this.open(this.wanted, true); };
    navigator.mediaDevices?.addEventListener?.("devicechange", this.onDevices);
  }

  async open(wanted, again = false) {
    this.wanted = wanted;
    clearTimeout(this.retry);
    try {
      if (wanted.sample) await this.openSample(wanted.sample);
      else await this.openCamera(wanted.device);
    } catch (error) {
      if (this.closed) return;
      this.lost = true;
      const name = error?.name || "";
      this.onTrouble(name === "NotAllowedError" ? "refused" : CAMERA_TROUBLES[name] || "none", again);
      if (again && name !== "NotAllowedError") this.tryLater();
      return;
    }
    if (this.closed) { this.stop(); return; }
    const was = this.lost;
    this.lost = false;
    this.onBack(was || again);
  }

  async openCamera(device) {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "InsecureError");
    this.stop();
    const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 } };
    const chosen = device ? { deviceId: { exact: device } } : {};
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { ...size, ...chosen }, audio: false });
    const [track] = this.stream.getVideoTracks();
    track.addEventListener("ended", () => this.ended());
    this.video.removeAttribute("src");
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  async openSample(url) {
    this.stop();
    this.video.srcObject = null;
    this.video.src = url;
    this.video.loop = false;
    await new Promise((resolve, reject) => {
      this.video.onloadeddata = resolve;
      this.video.onerror = () => reject(new DOMException("", "NotFoundError"));
    });
  }

  ended() {
    if (this.lost || this.closed) return;
    this.lost = true;
    this.onTrouble("lost", false);
    this.tryLater();
  }

  tryLater() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => { if (this.lost && !this.closed) this.open(this.wanted, true); }, 2000);
  }

  async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) || [];
    return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  stop() {
    for (const track of this.stream?.getTracks() || []) track.stop();
    this.stream = null;
  }

  close() {
    this.closed = true;
    clearTimeout(this.retry);
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.onDevices);
    this.stop();
    this.video.pause();
    this.video.srcObject = null;
    this.video.removeAttribute("src");
  }
}

const CAMERA_TROUBLES = {
  NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "taken", AbortError: "taken",
  InsecureError: "insecure",
};
