/* One frame as a message to the server, as formcheck/live/server/protocol.py describes it.

   A worker makes the JPEG, where the browser has what that needs. On the page's own thread, browsers make it
   only when nothing else is to be done there. */
const MAX_SIDE_PX = 640;
const QUALITY = 0.8;
const HEAD_BYTES = 9;

class FramePacker {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.worker = startJpegWorker();
    this.resolve = null;
    if (!this.worker) return;
    this.worker.onmessage = ({ data }) => {
      if (data) this.resolve?.(data);
      else this.close(); // it cannot; from now on without it
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.close();
    };
  }

  /* The message of `frame`, a VideoFrame or a video element. Null if it has no picture. One at a time. */
  async pack(frame, { timeMs, speaking }) {
    const size = fitSize(frame.displayWidth ?? frame.videoWidth, frame.displayHeight ?? frame.videoHeight);
    if (!size) return null;
    const jpeg = this.worker ? await this.encodeInWorker(frame, size) : await this.encodeHere(frame, size);
    if (!jpeg) return null;
    const message = new Uint8Array(HEAD_BYTES + jpeg.byteLength);
    message.set(new Uint8Array(jpeg), HEAD_BYTES);
    const head = new DataView(message.buffer);
    head.setFloat64(0, timeMs / 1000, true);
    head.setUint8(8, speaking ? 1 : 0);
    return message;
  }

  encodeInWorker(frame, size) {
    let own;
    try {
      own = frame instanceof VideoFrame ? frame.clone() : new VideoFrame(frame);
    } catch {
      return null; // the video element shows nothing yet
    }
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.worker.postMessage({ frame: own, size, quality: QUALITY }, [own]);
    });
  }

  async encodeHere(frame, [width, height]) {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d", { alpha: false }).drawImage(frame, 0, 0, width, height);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    return blob && blob.arrayBuffer();
  }

  close() {
    this.worker?.terminate();
    this.worker = null;
    this.resolve?.(null);
  }
}

/* Width and height of the sent image: those of the frame, or less. Null without a frame. */
function fitSize(width, height) {
  if (!width) return null;
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

/* Null where a worker cannot draw frames. */
function startJpegWorker() {
  if (!["Worker", "OffscreenCanvas", "VideoFrame"].every((name) => name in window)) return null;
  const address = URL.createObjectURL(new Blob([`(${encodeFrames})()`], { type: "text/javascript" }));
  try {
    return new Worker(address);
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/* The worker's whole script. */
function encodeFrames() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { alpha: false });
  onmessage = async ({ data: { frame, size: [width, height], quality } }) => {
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    try {
      context.drawImage(frame, 0, 0, width, height);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
      const jpeg = await blob.arrayBuffer();
      postMessage(jpeg, [jpeg]);
    } catch {
      postMessage(null);
    } finally {
      frame.close();
    }
  };
}
