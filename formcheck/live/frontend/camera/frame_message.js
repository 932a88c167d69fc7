/* One frame as a message to the server, as formcheck/live/server/protocol.py describes it. */
const MAX_SIDE_PX = 640;
const QUALITY = 0.8;
const HEAD_BYTES = 9;

class FramePacker {
  constructor() {
    this.canvas = "OffscreenCanvas" in window ? new OffscreenCanvas(1, 1) : document.createElement("canvas");
  }

  /* The message of `frame`, a VideoFrame or a video element. Null if it has no picture. */
  async pack(frame, { timeMs, speaking }) {
    const blob = await this.encode(frame);
    if (!blob) return null;
    const message = new Uint8Array(HEAD_BYTES + blob.size);
    message.set(new Uint8Array(await blob.arrayBuffer()), HEAD_BYTES);
    const head = new DataView(message.buffer);
    head.setFloat64(0, timeMs / 1000, true);
    head.setUint8(8, speaking ? 1 : 0);
    return message;
  }

  async encode(frame) {
    const { canvas } = this;
    const [fullWidth, fullHeight] = [frame.displayWidth ?? frame.videoWidth, frame.displayHeight ?? frame.videoHeight];
    if (!fullWidth) return null;
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(fullWidth, fullHeight));
    const [width, height] = [Math.round(fullWidth * scale), Math.round(fullHeight * scale)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d", { alpha: false }).drawImage(frame, 0, 0, width, height);
    if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  }
}
