/* One exercise on the page: camera to socket, scene to screen and voice. It judges nothing. */
const SAMPLE_OVER_MS = 4000;
const LINE_SILENT_MS = 8000;

class Coach {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.video = this.find("video");
    this.overlay = this.find("overlay");
    this.voice = new Voice(this.find("caption"), this.find("spoken"));
    this.voiceControls = new VoiceControls(this.find, this.voice);
    this.scene = null;
    this.away = 0;
    this.stats = root.coachStats = { drawn: [], sent: 0, dropped: 0 };
    this.view = new SceneView(root, this.stats);
    this.problems = new Problems(this.view, this.voice);
    this.line = new Line({
      onOpen: () => this.lineBack(),
      onScene: (scene) => this.show(scene),
      onLost: (tries) => this.interruptions.serverLost(tries),
      onRefused: () => (this.ending.isUnderWay ? this.ending.tellPage() : this.tell("renew")),
      onReplaced: () => this.replaced(),
    });
    const { find, line, problems, view } = this;
    this.ending = new Ending({
      line,
      training: () => this.data.training,
      silence: () => this.silence(),
      notifyPage: (name) => this.tell(name),
    });
    const onPicture = () => this.interruptions.resume();
    const cameraPanel = new CameraPanel(this.video, { find, line, problems, onPicture });
    this.cameraPanel = cameraPanel;
    this.camera = cameraPanel.camera;
    this.wakeLock = new WakeLock();
    this.fullScreen = new FullScreen(this.find("fullscreen"));
    const isOver = () => this.ending.isUnderWay || this.over;
    const onFrame = () => this.camera.pictureCame();
    this.frames = new FrameSender(this.video, { line, voice: this.voice, stats: this.stats, isOver, onFrame });
    this.interruptions = new Interruptions({
      problems, cameraPanel, line, view, frames: this.frames,
      texts: () => this.texts,
      stage: () => (isOver() ? null : this.scene?.stage),
      onVisible: () => this.visible(),
    });
    this.controls = new Controls(root, {
      fullScreen: this.fullScreen,
      isAsking: () => Boolean(this.scene?.question),
      onKey: () => { this.stats.keyAt = performance.now(); },
      onPause: () => this.togglePause(),
      onStop: () => this.stop(),
    });
    this.find("stop").onclick = () => this.stop();
    this.find("pause").onclick = () => this.togglePause();
    this.find("mirror").onclick = () => this.setMirror(!this.mirrored);
    this.find("fullscreen").onclick = () => this.fullScreen.toggle();
    this.find("cameras").onchange = (event) => this.cameraPanel.choose(event.target.value);
    this.find("again").onclick = () => this.interruptions.tryAgain();
    this.find("sample").onclick = () => this.tell("sample");
    this.find("back").onclick = () => this.ending.begin("leave");
    this.find("fine").onclick = () => this.line.ask({ do: "fine" });
    this.find("hurts").onclick = () => this.ending.begin("report_pain");
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
    this.find("fullscreen").textContent = texts.full_screen;
    this.find("cameras").setAttribute("aria-label", texts.camera);
    this.root.setAttribute("aria-label", data.title);
    this.voiceControls.begin(texts, data.voice);
    this.setMirror(!data.sample);
    this.view.setCue("none", texts.asking);
    this.controls.focus();
    this.line.start(data.path, data.key);
    this.wakeLock.hold();
    this.cameraPanel.open(data);
    this.frames.start(Boolean(data.sample));
  }

  // --- scenes ---------------------------------------------------------------------------------

  show(scene) {
    this.ending.answered(scene);
    if (this.ending.isUnderWay) return;
    if (scene.error) { this.interruptions.failed(scene); return; }
    if (scene.at !== null) this.interruptions.judged(); // and not only answered
    if (scene.warning) this.view.setCaption(scene.warning);
    if (scene.stage === "paused" && this.scene?.stage !== "paused") this.stats.pausedAt = performance.now();
    this.scene = scene;
    drawScene(this.overlay, scene, this.mirrored, this.data.drawing);
    if (typeof scene.at === "number") {
      this.stats.drawn.push([scene.at * 1000, performance.now()]);
      if (this.stats.drawn.length > 4000) this.stats.drawn.splice(0, 1000);
    }
    this.view.show(scene);
    if (scene.say) this.voice.say(scene.say.text, scene.say.cut);
    if (this.data.sample) this.frames.playSample(scene.stage);
    if (scene.stage === "done" && !this.over) this.finish();
    // Somebody said elsewhere that it hurts, or this page was loaded again since.
    if (scene.stage === "pain_reported") this.ending.begin("report_pain");
  }

  // --- what the person does -------------------------------------------------------------------

  togglePause() {
    if (!this.scene || this.ending.isUnderWay) return;
    const { stage } = this.scene;
    this.line.ask({ do: stage === "rest" ? "skip_rest" : stage === "paused" ? "resume" : "pause" });
  }

  stop() {
    if (this.over) this.tell("finished");
    else this.ending.begin("stop");
  }

  silence() {
    this.voice.hush();
    this.root.dataset.stage = "stopped";
    this.find("question").hidden = true;
    this.view.setCue("paused", this.texts.stopped);
    drawScene(this.overlay, null, false);
    this.switchOff();
    this.stats.stoppedAt = performance.now();
  }

  setMirror(on) {
    this.mirrored = on;
    this.root.classList.toggle("mirrored", on);
    const button = this.find("mirror");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = this.texts.mirror;
  }

  /* Nothing is seen from here on, and the screen may sleep. */
  switchOff() {
    this.camera.close();
    this.wakeLock.release();
  }

  finish() {
    this.over = true;
    this.switchOff();
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

  lineBack() {
    this.ending.connected();
    if (!this.ending.isUnderWay && !this.over) this.wakeLock.hold();
    this.interruptions.serverBack();
  }

  replaced() {
    this.voice.hush();
    this.wakeLock.release();
    this.interruptions.replaced();
  }

  visible() {
    if (this.ending.isUnderWay || this.over) return;
    this.wakeLock.renew();
    this.interruptions.visible();
  }

  look() {
    // Taken out of the page without a word: then nobody else switches the camera off.
    this.away = this.root.isConnected ? 0 : this.away + 1;
    if (this.away > 1) this.close();
    if (this.closed || this.ending.isUnderWay || this.over) return;
    this.voiceControls.update();
    const now = performance.now();
    this.camera.check();
    this.interruptions.check();
    if (!this.video.ended) this.endedAt = now;
    else if (now - this.endedAt > SAMPLE_OVER_MS) this.problems.show("sample", this.texts.sample_over);
    // A picture that is never answered: the line is dead though nobody said so.
    if (this.line.inFlight && now - this.line.sentAt > LINE_SILENT_MS) this.line.cut();
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.watch);
    this.frames.close();
    this.controls.close();
    this.interruptions.close();
    this.fullScreen.close();
    this.voice.close();
    this.switchOff();
    this.line.close();
  }
}

function showPiece(component) {
  const root = component.parentElement.querySelector(".coach");
  const name = Symbol.for("formcheck.assessment");
  if (!root.coach || root.coach.closed) {
    window[name]?.close(); // one at a time, also where the page's parts are mounted twice
    window[name] = root.coach = new Coach(root);
  }
  root.coach.update(component);
  return root.coach.cleanup;
}
