/* One exercise on the page: camera to socket, scene to screen and voice. It judges nothing. */
const STALLED_MS = 2500;
const WIDEST_PX = 640;
const STILL_EVERY_MS = 66;
const SAMPLE_OVER_MS = 4000;
const QUALITY = 0.8;
const ENCODING_MS = 30;
const AFTER_FATAL_MS = 3000;
const ICONS = { safety: "■", form: "→", guide: "→", good: "✓", paused: "❚❚", none: "" };

const TOLD = { stop: "stopped", leave: "left", hurts: "hurts" };
const PENDING = "formcheck.stopped";
const PENDING_MS = 12 * 3600 * 1000;

/* A stop the server could not be told of is kept until it can, also over a reload. */
const pending = {
  set(training, how) {
    try { window.localStorage.setItem(PENDING, JSON.stringify({ training, how, at: Date.now() })); } catch { /* private windows */ }
  },
  of(training) {
    try {
      const kept = JSON.parse(window.localStorage.getItem(PENDING) || "null");
      const fresh = Math.abs(Date.now() - kept?.at) < PENDING_MS;
      return fresh && kept.training === training && kept.how in TOLD ? kept.how : null;
    } catch { return null; }
  },
  clear() {
    try { window.localStorage.removeItem(PENDING); } catch { /* private windows */ }
  },
};

class Coach {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.video = this.find("video");
    this.overlay = this.find("overlay");
    this.voice = new Voice(this.find("caption"), this.find("spoken"));
    this.canvas = document.createElement("canvas");
    this.scene = null;
    this.stopped = false;
    this.notBefore = 0;
    this.troubles = new Map();
    this.stats = root.coachStats = { drawn: [], sent: 0, dropped: 0 };
    this.camera = new Camera(this.video, (what) => this.cameraTrouble(what), (again) => this.cameraBack(again));
    this.line = new Line({
      onOpen: () => this.lineBack(),
      onScene: (scene) => this.show(scene),
      onLost: (tries) => this.lineLost(tries),
      onRefused: () => this.tell(this.stopped ? TOLD[this.ending] : "renew"),
      onReplaced: () => { this.trouble("replaced", this.texts.replaced); this.voice.hush(); },
    });
    this.onKey = (event) => this.key(event);
    this.onHidden = () => this.hidden();
    document.addEventListener("keydown", this.onKey, true);
    document.addEventListener("visibilitychange", this.onHidden);
    this.find("stop").onclick = () => this.stop();
    this.find("pause").onclick = () => this.togglePause();
    this.find("voice").onclick = () => this.setVoice(!this.voice.on);
    this.find("mirror").onclick = () => this.setMirror(!this.mirrored);
    this.find("cameras").onchange = (event) => this.camera.open({ device: event.target.value });
    this.find("voices").onchange = (event) => this.voice.choose(event.target.value);
    this.find("again").onclick = () => this.camera.open(this.camera.wanted, true);
    this.find("sample").onclick = () => this.tell("sample");
    this.find("back").onclick = () => this.end("leave");
    this.find("fine").onclick = () => this.line.ask({ do: "fine" });
    this.find("hurts").onclick = () => this.end("hurts");
    this.watch = setInterval(() => this.look(), 500);
    this.still = setInterval(() => this.takeStill(), STILL_EVERY_MS);
    this.cleanup = () => this.close();
  }

  update(component) {
    const { data } = component;
    this.tell = (name) => component.setTriggerValue("event", { name, n: (this.told = (this.told || 0) + 1) });
    if (!data) return;
    this.texts = data.texts;
    if (!this.data) this.begin(data);
    else if (data.key !== this.data.key && !this.line.welcome) {
      this.line.close();
      this.line.start(data.path, data.key);
    }
    this.data = data;
  }

  begin(data) {
    const { texts } = data;
    this.find("title").textContent = data.title;
    this.find("stopword").textContent = texts.stop;
    this.find("stophow").textContent = texts.stop_how;
    this.find("pause").textContent = texts.pause;
    this.find("again").textContent = texts.again;
    this.find("sample").textContent = texts.use_sample;
    this.find("back").textContent = texts.back;
    this.find("fine").textContent = texts.fine;
    this.find("hurts").textContent = texts.hurts;
    this.find("cameras").setAttribute("aria-label", texts.camera);
    this.root.setAttribute("aria-label", data.title);
    this.voice.rate = data.voice.rate;
    this.find("voices").setAttribute("aria-label", texts.voice);
    this.listVoices();
    this.setVoice(data.voice.on);
    this.setMirror(!data.sample);
    this.setCue("none", texts.asking);
    this.root.focus({ preventScroll: true });
    this.line.start(data.path, data.key);
    this.camera.open(data.sample ? { sample: data.sample } : { device: data.camera });
    this.nextFrame();
  }

  // --- pictures -------------------------------------------------------------------------------

  nextFrame() {
    if (this.closed) return;
    if ("requestVideoFrameCallback" in this.video) {
      this.video.requestVideoFrameCallback((now, about) => this.frame(about.presentationTime));
    } else {
      requestAnimationFrame((now) => this.frame(now));
    }
  }

  frame(shownMs) {
    this.nextFrame();
    this.take(shownMs);
  }

  take(shownMs) {
    this.frameAt = performance.now();
    if (this.stopped || this.over) return;
    // The next picture is made ready while the one before is judged, so that it leaves at once; but
    // not much sooner, as a newer one would replace it.
    if (this.encoding || this.frameAt < this.notBefore || !(this.line.ready || this.line.readyWithin(ENCODING_MS))) {
      this.stats.dropped += 1;
      return;
    }
    this.encode(shownMs);
  }

  /* A sample clip waits at its first picture, like a person, until the countdown is over. */
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
    if (this.data?.sample && (video.paused || video.ended) && video.readyState >= 2) this.take(performance.now());
  }

  encode(shownMs) {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return;
    const scale = Math.min(1, WIDEST_PX / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.canvas.getContext("2d", { alpha: false }).drawImage(this.video, 0, 0, width, height);
    this.encoding = true;
    this.canvas.toBlob(async (blob) => {
      try {
        const picture = blob && new Uint8Array(await blob.arrayBuffer());
        if (!picture || this.stopped) return;
        const message = new Uint8Array(9 + picture.length);
        const head = new DataView(message.buffer);
        head.setFloat64(0, shownMs / 1000, true);
        head.setUint8(8, this.voice.speaking ? 1 : 0);
        message.set(picture, 9);
        this.line.offer(message);
        this.stats.sent += 1;
      } finally {
        this.encoding = false;
      }
    }, "image/jpeg", QUALITY);
  }

  // --- scenes ---------------------------------------------------------------------------------

  show(scene) {
    if (["done", "halted"].includes(scene.stage)) pending.clear();
    if (this.stopped) return;
    if (scene.error) { this.failed(scene); return; }
    this.clear("error");
    if (scene.warning) this.setCaption(scene.warning);
    if (scene.stage === "paused" && this.scene?.stage !== "paused") this.stats.pausedAt = performance.now();
    this.scene = scene;
    drawScene(this.overlay, scene, this.mirrored);
    if (typeof scene.at === "number") {
      this.stats.drawn.push([scene.at * 1000, performance.now()]);
      if (this.stats.drawn.length > 4000) this.stats.drawn.splice(0, 1000);
    }
    this.numbers(scene);
    if (scene.say) this.voice.say(scene.say.text, scene.say.cut);
    if (this.data.sample) this.playSample(scene.stage);
    if (scene.stage === "done" && !this.over) this.finish();
    // Somebody said elsewhere that it hurts, or this page was loaded again since.
    if (scene.stage === "halted") this.end("hurts");
  }

  numbers(scene) {
    const { texts } = this;
    this.root.dataset.stage = scene.stage;
    const set = texts.set_of.replace("{set}", scene.set).replace("{sets}", scene.sets);
    const leg = scene.side ? ` · ${texts[scene.side]}` : "";
    this.text("set", set + leg);
    const sight = this.find("sight");
    sight.hidden = !scene.view;
    if (scene.view) {
      sight.classList.toggle("poor", scene.view !== "good");
      this.text("sight", scene.view === "good" ? texts.view_good : texts.view_poor);
    }
    const resting = scene.stage === "rest";
    this.text("count", resting ? Math.ceil(scene.rest_left) : scene.count);
    this.text("goal", resting ? texts.rest : texts.of_goal.replace("{goal}", scene.goal));
    const sides = Object.entries(scene.counts);
    this.text("sides", sides.length > 1 && !resting
      ? sides.map(([side, count]) => `${texts[side]} ${count}`).join(" · ") : "");
    const holding = scene.hold !== null;
    const left = holding ? Math.max(0, Math.ceil(scene.hold_goal - scene.hold)) : 0;
    this.text("phase", texts.phases[scene.phase] || "");
    this.text("hold", resting ? "" : holding ? left : Math.round(scene.hold_goal));
    this.find("hold").classList.toggle("idle", !holding);
    const share = holding ? Math.min(1, scene.hold / scene.hold_goal) : 0;
    this.find("done").style.strokeDasharray = `${Math.round(100 * share)} 100`;
    this.ladder(scene);
    const big = this.find("big");
    big.hidden = scene.countdown === null;
    this.text("big", scene.countdown ?? "");
    const paused = scene.stage === "paused";
    this.text("pause", paused ? texts.resume : resting ? texts.skip_rest : texts.pause);
    this.cue(scene, paused);
    this.ask(scene);
  }

  /* "Is something hurting?", with two buttons large enough to hit from the floor with a foot. */
  ask(scene) {
    const { texts } = this;
    const box = this.find("question");
    const open = Boolean(scene.question);
    if (open) {
      this.text("asked", scene.question[1]);
      this.text("clock", scene.answer_left === null ? "" : Math.ceil(scene.answer_left));
      // A pause may cut off what was being said; the question itself is spoken after that.
      if (box.hidden) this.stats.askedAt = performance.now();
    }
    box.hidden = !open;
    // While a question is open the space bar does not go on, it stops.
    this.find("pause").hidden = open && scene.stage !== "rest";
    if (open && scene.stage === "rest") this.text("pause", texts.skip_rest_only);
  }

  cue(scene, paused) {
    const { texts } = this;
    if (scene.cue) this.setCue(scene.cue[1], scene.cue[0]);
    else if (scene.message) this.setCue("guide", scene.message);
    else if (paused) this.setCue("paused", texts.paused);
    else if (scene.stage === "set" && scene.hold !== null) this.setCue("good", texts.hold);
    else this.setCue("none", texts.stages[scene.stage] || "");
  }

  ladder(scene) {
    const list = this.find("ladder");
    list.hidden = !scene.ladder.length || scene.stage !== "setup";
    const now = JSON.stringify(scene.ladder);
    if (now === this.rungs) return;
    this.rungs = now;
    list.replaceChildren(...scene.ladder.map(([name, title, done]) => {
      const item = document.createElement("li");
      item.textContent = title;
      item.dataset.name = name;
      item.dataset.done = String(done);
      return item;
    }));
  }

  setCue(kind, words) {
    const cue = this.find("cue");
    cue.dataset.kind = kind;
    this.text("icon", ICONS[kind] || "");
    this.text("words", words);
  }

  setCaption(words) {
    this.text("caption", words);
  }

  text(name, value) {
    const element = this.find(name);
    const words = String(value);
    if (element.textContent !== words) element.textContent = words;
  }

  // --- what the person does -------------------------------------------------------------------

  key(event) {
    if (this.closed || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (["Tab", "Shift", "Control", "Alt", "Meta", "CapsLock"].includes(event.key)) return;
    const target = event.composedPath()[0];
    const onControl = target?.closest?.("button, select");
    if (onControl && ["Enter", " ", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.stats.keyAt = performance.now();
    // While it is asked whether something hurts, every key says that it does.
    if (event.key === " " && !this.scene?.question) this.togglePause();
    else this.stop();
  }

  togglePause() {
    if (!this.scene || this.stopped) return;
    const { stage } = this.scene;
    this.line.ask({ do: stage === "rest" ? "skip_rest" : stage === "paused" ? "resume" : "pause" });
  }

  stop() {
    if (this.over) this.tell("finished");
    else this.end("stop");
  }

  /* Sound, clock and drawing cease at once; the server is told, and the page's script then. */
  end(how) {
    if (this.stopped) return;
    this.stopped = true;
    this.ending = how;
    this.voice.hush();
    if (how !== "leave") pending.set(this.data.training, how);
    this.line.ask({ do: how });
    this.root.dataset.stage = "stopped";
    this.find("question").hidden = true;
    this.setCue("paused", this.texts.stopped);
    drawScene(this.overlay, null, false);
    this.stats.stoppedAt = performance.now();
    // The server writes the stop down first; without it the page goes on all the same.
    setTimeout(() => this.tell(TOLD[how]), 150);
  }

  listVoices() {
    const { voices } = this.voice;
    const choice = this.find("voices");
    choice.hidden = voices.length < 2;
    if (choice.options.length === voices.length) return;
    choice.replaceChildren(...voices.map((voice) => new Option(voice.name, voice.name)));
    if (this.voice.name) choice.value = this.voice.name;
  }

  setVoice(on) {
    this.voice.on = on;
    if (!on) this.voice.hush();
    const button = this.find("voice");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? this.texts.voice_on : this.texts.voice_off;
  }

  setMirror(on) {
    this.mirrored = on;
    this.root.classList.toggle("mirrored", on);
    const button = this.find("mirror");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = this.texts.mirror;
  }

  finish() {
    this.over = true;
    const started = performance.now();
    const wait = setInterval(() => {
      const passed = performance.now() - started;
      if (this.closed || (passed > 1500 && !this.voice.speaking) || passed > 8000) {
        clearInterval(wait);
        if (!this.closed) this.tell("finished");
      }
    }, 200);
  }

  // --- what goes wrong ------------------------------------------------------------------------

  cameraTrouble(what) {
    if (what === "lost" || what === "stalled") this.line.ask({ do: "note", what: "camera_lost" });
    this.trouble("camera", this.texts.camera_troubles[what], { say: true, sample: what !== "lost" });
  }

  async cameraBack(again) {
    this.clear("camera");
    if (again) this.line.ask({ do: "note", what: "camera_back" });
    const devices = this.data.sample ? [] : await this.camera.list();
    const choice = this.find("cameras");
    choice.hidden = devices.length < 2;
    choice.replaceChildren(...devices.map((device, index) => {
      const option = document.createElement("option");
      option.value = device.deviceId;
      option.textContent = device.label || `${this.texts.camera} ${index + 1}`;
      return option;
    }));
    const current = this.camera.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    if (current) choice.value = current;
  }

  lineLost(tries) {
    if (tries >= 2) this.trouble("line", this.texts.line_lost, { say: tries === 2 });
  }

  lineBack() {
    this.clear("line");
    const how = this.stopped ? this.ending : pending.of(this.data.training);
    if (how) {
      this.stopped = false;
      this.end(how);
      return;
    }
    if (document.hidden) this.hidden();
  }

  failed(scene) {
    if (scene.fatal) {
      this.trouble("error", scene.error, { say: true });
      this.notBefore = performance.now() + AFTER_FATAL_MS;
    } else this.setCaption(scene.error);
  }

  hidden() {
    if (this.stopped || this.over || !this.scene) return;
    if (document.hidden && !["paused", "rest"].includes(this.scene.stage)) {
      this.pausedHidden = this.line.ask({ do: "pause" });
      this.line.ask({ do: "note", what: "hidden" });
    } else if (!document.hidden && this.pausedHidden) {
      this.pausedHidden = false;
      this.line.ask({ do: "resume" });
    }
  }

  look() {
    if (this.closed || this.stopped || this.over) return;
    this.listVoices();
    const now = performance.now();
    const stalled = this.frameAt && now - this.frameAt > STALLED_MS && !document.hidden;
    if (stalled && !this.stalled && !this.camera.lost && !this.video.ended) {
      this.stalled = true;
      this.cameraTrouble("stalled");
    } else if (this.stalled && !stalled) {
      this.stalled = false;
      this.clear("camera");
      this.line.ask({ do: "note", what: "camera_back" });
    }
    if (!this.video.ended) this.endedAt = now;
    else if (now - this.endedAt > SAMPLE_OVER_MS) this.trouble("sample", this.texts.sample_over);
    // A picture that is never answered: the line is dead though nobody said so.
    if (this.line.inFlight && now - this.line.sentAt > 8000) this.line.cut();
  }

  trouble(name, words, { say = false, sample = false } = {}) {
    const known = this.troubles.get(name);
    this.troubles.set(name, words);
    this.find("trouble").hidden = false;
    this.text("what", words);
    this.find("again").hidden = name !== "camera";
    this.find("sample").hidden = !sample || Boolean(this.data?.sample) || !this.texts.use_sample;
    if (say && known !== words) this.voice.say(words, true);
  }

  clear(name) {
    if (!this.troubles.delete(name)) return;
    const [left] = this.troubles.values();
    this.find("trouble").hidden = left === undefined;
    if (left !== undefined) this.text("what", left);
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearInterval(this.still);
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("visibilitychange", this.onHidden);
    this.voice.hush();
    this.camera.close();
    this.line.close();
  }
}

function showPiece(component) {
  const root = component.parentElement.querySelector(".coach");
  if (!root.coach) root.coach = new Coach(root);
  root.coach.update(component);
  return root.coach.cleanup;
}
