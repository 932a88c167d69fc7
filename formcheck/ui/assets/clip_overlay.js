/* Draws the judge's landmarks and angles over a clip while it plays, and says below it what the judge said.
   The clip is Streamlit's own video; `OverlayFrames` in Python holds what is drawn. */
const FAR_AWAY_S = 0.1; // no frame was judged so near this moment
const UNKNOWN = -32768;

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

class OverlayFrames {
  constructor(data) {
    this.data = data;
    this.points = new Int16Array(bytesOf(data.xy).buffer);
    this.measured = bytesOf(data.measured);
  }

  /* The number of the frame nearest to a moment, -1 if none is near. */
  at(seconds) {
    const { times } = this.data;
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < seconds) low = middle + 1;
      else high = middle;
    }
    const nearest = low > 0 && seconds - times[low - 1] < times[low] - seconds ? low - 1 : low;
    return Math.abs(times[nearest] - seconds) <= FAR_AWAY_S ? nearest : -1;
  }

  /* The frame as drawState wants it. */
  state(number) {
    const { size, near, arcs, values, landmarks, step } = this.data;
    const xy = Array.from({ length: landmarks }, (_, i) => {
      const place = 2 * (number * landmarks + i);
      const [x, y] = [this.points[place], this.points[place + 1]];
      return x === UNKNOWN ? [null, null] : [x * step, y * step];
    });
    const bit = (i) => (this.measured[(number * landmarks + i) >> 3] >> ((number * landmarks + i) & 7)) & 1;
    return {
      size,
      xy,
      near: { l: "left", r: "right" }[near[number]] ?? null,
      seen: xy.map((_, i) => bit(i)),
      arcs: values[number].map(([arc, value]) => ({ ...arcs[arc], value_deg: value })),
    };
  }

  /* What the judge said at a moment: the last status that began before it. */
  status(seconds) {
    return this.data.status.findLast(({ start }) => start <= seconds + 1e-3) ?? null;
  }
}

class ClipOverlay {
  constructor(root) {
    this.root = root;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "formcheck-overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    this.canvas.style.cssText = "position: absolute; pointer-events: none;";
    this.shown = null;
    this.running = true;
    const tick = () => {
      if (!this.running) return;
      this.update();
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  set(data) {
    if (data.id === this.data?.id) return;
    this.data = data;
    this.frames = new OverlayFrames(data);
    this.shown = null;
    this.root.querySelector("label span").textContent = data.texts.skeleton;
  }

  /* The time of the picture that is on the screen. It can lag behind currentTime by a frame. */
  watch(video) {
    if (this.video === video) return;
    this.video = video;
    this.pictureTime = null;
    const note = (_, { mediaTime }) => {
      this.pictureTime = mediaTime;
      if (this.running && this.video === video) video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback?.(note);
  }

  update() {
    const video = document.querySelector(this.data.video);
    if (!video?.videoWidth) {
      this.canvas.remove();
      return;
    }
    this.watch(video);
    if (this.canvas.parentElement !== video.parentElement) {
      video.parentElement.style.position = "relative";
      video.after(this.canvas);
      this.shown = null;
    }
    this.place(video);
    const seconds = this.pictureTime ?? video.currentTime;
    const number = this.frames.at(seconds);
    const on = this.root.querySelector("input").checked;
    const shown = `${number} ${on} ${this.canvas.style.width}`;
    if (shown === this.shown) return;
    this.shown = shown;
    const { drawing } = this.data;
    const state = number < 0 || !on ? null : this.frames.state(number);
    drawState(this.canvas, state, false, drawing, { mostArcs: 99, scale: drawing.scales.video });
    this.say(number, seconds);
  }

  /* The picture lies in the middle of the video's box. */
  place(video) {
    const { clientWidth, clientHeight, offsetLeft, offsetTop, videoWidth, videoHeight } = video;
    const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight);
    const [width, height] = [videoWidth * scale, videoHeight * scale];
    const left = offsetLeft + (clientWidth - width) / 2;
    const top = offsetTop + (clientHeight - height) / 2;
    Object.assign(this.canvas.style, {
      left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`,
    });
  }

  say(number, seconds) {
    const status = this.frames.status(seconds);
    const hold = number < 0 ? null : this.data.hold[number];
    const find = (name) => this.root.querySelector(`.${name}`);
    find("count").textContent = status?.count ?? "";
    const clock = hold === null ? "" : ` ${hold.toFixed(1)} s`;
    find("phase").textContent = status === null ? "" : `${status.phase}${clock}`;
    const said = find("said");
    said.textContent = status?.said ?? "";
    said.dataset.kind = status?.kind ?? "";
  }

  close() {
    this.running = false;
    this.canvas.remove();
  }
}

function showComponent(component) {
  const root = component.parentElement.querySelector(".clip-overlay");
  if (!root.overlay?.running) root.overlay = new ClipOverlay(root);
  const { overlay } = root;
  overlay.set(component.data);
  return () => overlay.close();
}
