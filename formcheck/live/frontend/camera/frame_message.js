/* One frame as a message to the server; formcheck/live/server/protocol.py describes it. */
const MAX_SIDE_PX = 640;
const QUALITY = 0.8;
const HEAD_BYTES = 9;
const RAW_HEAD_BYTES = 6;
const SPEAKING = 1;
const RAW = 2;
const LAYOUTS = { I420: 1, NV12: 2 };
/* Where a camera does not name its colours, they follow BT.601 in limited range. */
const COLOURS = { smpte170m: 0, bt470bg: 0, bt709: 1 };
const FULL_RANGE = 2;

class FramePacker {
  constructor() {
    this.canvas = document.createElement("canvas");
  }

  /* The message of `frame`, a VideoFrame or a video element, or null if it has no frame.

     A copy of what the camera gave takes a twentieth of the time of a JPEG. */
  async pack(frame, { timeMs, speaking }) {
    const raw = await packRaw(frame).catch(() => null);
    const message = raw || (await this.packJpeg(frame));
    if (!message) return null;
    const head = new DataView(message.buffer);
    head.setFloat64(0, timeMs / 1000, true);
    head.setUint8(8, (speaking ? SPEAKING : 0) | (raw ? RAW : 0));
    return message;
  }

  async packJpeg(frame) {
    const [fullWidth, fullHeight] = [frame.displayWidth ?? frame.videoWidth, frame.displayHeight ?? frame.videoHeight];
    if (!fullWidth) return null;
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(fullWidth, fullHeight));
    const [width, height] = [Math.round(fullWidth * scale), Math.round(fullHeight * scale)];
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d", { alpha: false }).drawImage(frame, 0, 0, width, height);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    if (!blob) return null;
    const message = new Uint8Array(HEAD_BYTES + blob.size);
    message.set(new Uint8Array(await blob.arrayBuffer()), HEAD_BYTES);
    return message;
  }
}

/* `frame` as the camera gave it. Null where the browser gives no access, or the server would not know it. */
async function packRaw(frame) {
  if (!("VideoFrame" in window)) return null;
  if (frame instanceof VideoFrame) return copyRaw(frame);
  const current = new VideoFrame(frame);
  try {
    return await copyRaw(current);
  } finally {
    current.close();
  }
}

async function copyRaw(frame) {
  const { colorSpace, displayWidth, displayHeight, visibleRect, rotation, flip } = frame;
  const { width, height } = visibleRect;
  const colours = COLOURS[colorSpace.matrix ?? "smpte170m"];
  const layout = LAYOUTS[frame.format];
  const isUpright = !rotation && !flip && width === displayWidth && height === displayHeight;
  if (!layout || colours === undefined || !isUpright) return null;
  if (width % 2 || height % 2 || Math.max(width, height) > MAX_SIDE_PX) return null;
  const start = HEAD_BYTES + RAW_HEAD_BYTES;
  const message = new Uint8Array(start + (width * height * 3) / 2);
  await frame.copyTo(message.subarray(start), { layout: planes(frame.format, width, height) });
  const head = new DataView(message.buffer, HEAD_BYTES);
  head.setUint8(0, layout);
  head.setUint8(1, colours | (colorSpace.fullRange ? FULL_RANGE : 0));
  head.setUint16(2, width, true);
  head.setUint16(4, height, true);
  return message;
}

/* Where each plane begins and how long its rows are: without padding, which browsers may add by themselves. */
function planes(format, width, height) {
  const [size, half] = [width * height, width / 2];
  if (format === "NV12") return [{ offset: 0, stride: width }, { offset: size, stride: width }];
  return [{ offset: 0, stride: width }, { offset: size, stride: half }, { offset: size + (half * height) / 2, stride: half }];
}
