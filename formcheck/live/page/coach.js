/* One exercise on the page: camera to socket, scene to screen and voice. It judges nothing. */
const STALLED_MS = 2500;
const SAMPLE_OVER_MS = 4000;
const AFTER_FATAL_MS = 3000;


class Coach {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.video = this.find("video");
    this.overlay = this.find("overlay");
    this.voice = new Voice(this.find("caption"), this.find("spoken"));
    this.scene = null;
    this.stopped = false;
    this.stats = root.coachStats = { drawn: [], sent: 0, dropped: 0 };
    this.view = new SceneView(root, this.stats);
    this.problems = new Problems(this.view, this.voice);
    this.camera = new Camera(this.video, (what) => this.cameraTrouble(what), (again) => this.cameraBack(again));
    this.line = new Line({
      onOpen: () => this.lineBack(),
      onScene: (scene) => this.show(scene),
      onLost: (tries) => this.lineLost(tries),
      onRefused: () => this.tell(this.stopped ? TOLD[this.ending] : "renew"),
      onReplaced: () => { this.problems.show("replaced", this.texts.replaced); this.voice.hush(); },
    });
    const isOver = () => this.stopped || this.over;
    this.frames = new FrameSender(this.video, { line: this.line, voice: this.voice, stats: this.stats, isOver });
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
    this.cleanup = () => this.close();
  }

  update(component) {
    const { data } = component;
    this.tell = (name) => component.setTriggerValue("event", { name, n: (this.told = (this.told || 0) + 1) });
    if (!data) return;
    this.texts = this.view.texts = data.texts;
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
    this.view.setCue("none", texts.asking);
    this.root.focus({ preventScroll: true });
    this.line.start(data.path, data.key);
    this.camera.open(data.sample ? { sample: data.sample } : { device: data.camera });
    this.frames.start(Boolean(data.sample));
  }

  // --- pictures -------------------------------------------------------------------------------

  // --- scenes ---------------------------------------------------------------------------------

  show(scene) {
    if (["done", "halted"].includes(scene.stage)) pending.clear();
    if (this.stopped) return;
    if (scene.error) { this.failed(scene); return; }
    this.problems.clear("error");
    if (scene.warning) this.view.setCaption(scene.warning);
    if (scene.stage === "paused" && this.scene?.stage !== "paused") this.stats.pausedAt = performance.now();
    this.scene = scene;
    drawScene(this.overlay, scene, this.mirrored);
    if (typeof scene.at === "number") {
      this.stats.drawn.push([scene.at * 1000, performance.now()]);
      if (this.stats.drawn.length > 4000) this.stats.drawn.splice(0, 1000);
    }
    this.view.show(scene);
    if (scene.say) this.voice.say(scene.say.text, scene.say.cut);
    if (this.data.sample) this.frames.playSample(scene.stage);
    if (scene.stage === "done" && !this.over) this.finish();
    // Somebody said elsewhere that it hurts, or this page was loaded again since.
    if (scene.stage === "halted") this.end("hurts");
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
    this.view.setCue("paused", this.texts.stopped);
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
    const sample = what !== "lost" && !this.data?.sample && Boolean(this.texts.use_sample);
    this.problems.show("camera", this.texts.camera_troubles[what], { say: true, again: true, sample });
  }

  async cameraBack(again) {
    this.problems.clear("camera");
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
    if (tries >= 2) this.problems.show("line", this.texts.line_lost, { say: tries === 2 });
  }

  lineBack() {
    this.problems.clear("line");
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
      this.problems.show("error", scene.error, { say: true });
      this.frames.notBefore = performance.now() + AFTER_FATAL_MS;
    } else this.view.setCaption(scene.error);
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
    const stalled = this.frames.frameAt && now - this.frames.frameAt > STALLED_MS && !document.hidden;
    if (stalled && !this.stalled && !this.camera.lost && !this.video.ended) {
      this.stalled = true;
      this.cameraTrouble("stalled");
    } else if (this.stalled && !stalled) {
      this.stalled = false;
      this.problems.clear("camera");
      this.line.ask({ do: "note", what: "camera_back" });
    }
    if (!this.video.ended) this.endedAt = now;
    else if (now - this.endedAt > SAMPLE_OVER_MS) this.problems.show("sample", this.texts.sample_over);
    // A picture that is never answered: the line is dead though nobody said so.
    if (this.line.inFlight && now - this.line.sentAt > 8000) this.line.cut();
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    this.frames.close();
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
