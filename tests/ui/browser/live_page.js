/* A browser page around the coach's scripts. Everything outside is replaced: camera, server, wake lock,
   voice. Tests set and read `world`. */
const world = (window.world = {
  tracks: [], mostLive: 0, requests: [], waiting: [], notified: [], commands: [], sockets: [], locks: [],
  stage: "set", camera: {}, devices: ["one", "two"], permission: "granted",
});

localStorage.clear();
world.live = () => world.tracks.filter((track) => track.readyState === "live").length;

function newStream({ silent }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const stream = canvas.captureStream(silent ? 0 : 30);
  if (!silent) {
    const context = canvas.getContext("2d");
    let count = 0;
    const paint = setInterval(() => {
      context.fillStyle = `rgb(${(count += 40) % 255} 0 0)`;
      context.fillRect(0, 0, 16, 16);
      if (!stream.active) clearInterval(paint);
    }, 30);
  }
  world.tracks.push(...stream.getTracks());
  world.mostLive = Math.max(world.mostLive, world.live());
  return stream;
}

function overconstrained(constraint) {
  return Object.assign(new Error(), { name: "OverconstrainedError", constraint });
}

/* A camera as `world.camera` says: what it refuses, whether it waits, whether frames come. */
async function getUserMedia({ video }) {
  const { error, only60, gone, unnamed, wait, silent, delayMs = 5 } = world.camera;
  world.requests.push(video);
  if (wait) await new Promise((resolve) => { world.waiting.push(resolve); });
  else await new Promise((resolve) => { setTimeout(resolve, delayMs); });
  if (error) throw new DOMException("", error);
  if (only60 && video.frameRate?.max < 60) throw overconstrained(unnamed ? "" : "frameRate");
  if (gone && video.deviceId?.exact === gone) throw overconstrained(unnamed ? "" : "deviceId");
  return newStream({ silent });
}

const mediaDevices = Object.assign(new EventTarget(), {
  getUserMedia,
  enumerateDevices: async () => world.devices.map((deviceId) => ({ kind: "videoinput", deviceId, label: deviceId })),
});
const wakeLock = {
  async request(kind) {
    if (world.noLock) throw new DOMException("", "NotAllowedError");
    const lock = { kind, released: false, async release() { lock.released = true; } };
    world.locks.push(lock);
    return lock;
  },
};
Object.defineProperty(navigator, "mediaDevices", { value: mediaDevices });
Object.defineProperty(navigator, "wakeLock", { value: wakeLock, configurable: true });
Object.defineProperty(navigator, "permissions", { value: { query: async () => ({ state: world.permission }) } });
Object.defineProperty(document, "hidden", { get: () => Boolean(world.hidden) });

world.locked = () => world.locks.filter((lock) => !lock.released).length;
world.unplug = () => { for (const track of world.tracks) { track.stop(); track.dispatchEvent(new Event("ended")); } };
world.devicesChange = () => mediaDevices.dispatchEvent(new Event("devicechange"));
world.hide = (hidden) => {
  world.hidden = hidden;
  if (hidden) for (const lock of world.locks) lock.released = true;
  document.dispatchEvent(new Event("visibilitychange"));
};

function liveState(changes) {
  return {
    at: 0, stage: world.stage, set: 1, sets: 1, side: null, count: 0, goal: 8, counts: {}, hold: null,
    hold_goal: 5, phase: "rest", message: "", warning: "", countdown: null, break_left: 0, question: null,
    answer_left: null, checklist: [], cue: null, say: null, ...changes,
  };
}

class FakeSocket extends EventTarget {
  constructor() {
    super();
    world.sockets.push(this);
    this.readyState = 0;
    setTimeout(() => {
      if (world.away) { this.close(1006); return; }
      this.readyState = 1;
      this.receive({ token: "next" });
    }, 1);
  }

  receive(message) { this.onmessage({ data: JSON.stringify(message) }); }

  send(data) {
    if (typeof data === "string") world.commands.push(JSON.parse(data).do);
    else setTimeout(() => { if (this.readyState === 1 && !world.mute) this.receive(liveState({})); }, 5);
  }

  close(code = 1000) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
FakeSocket.OPEN = 1;
window.WebSocket = FakeSocket;
world.receive = (changes) => world.sockets.at(-1).receive(liveState(changes));

/* Mount the coach in an element of its own, as Streamlit does. Returns a function that unmounts it. */
world.mount = (place = document.createElement("div")) => {
  if (!place.isConnected) {
    place.innerHTML = world.html;
    document.body.append(place);
  }
  const setTriggerValue = (name, value) => world.notified.push(value.name);
  const data = { token: "first", session_id: 1, path: "/live", title: "Bridge", sample: null, offers_sample: true,
    voice: { on: true, rate: 1, sounds: "live-sounds", fallback: "" }, texts: world.texts };
  world.place = place;
  return world.start({ parentElement: place, data, setTriggerValue });
};
world.choose = (device) => {
  const choice = world.find("cameras");
  choice.value = device;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
};
world.find = (name) => world.place.querySelector(`.${name}`);
world.problem = () => (world.find('problem').hidden ? "" : world.find("what").textContent);
