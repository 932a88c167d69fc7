/* One exercise on the page. Sends the camera's frames to the server; shows and speaks the live state that
   the server sends. The server judges; this page does not. */
const SAMPLE_OVER_MS = 4000;
const CONNECTION_SILENT_MS = 8000;

class Coach {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`.${name}`);
    this.video = this.find("video");
    this.overlay = this.find("overlay");
    this.voice = new Voice(this.find("caption"), this.find("spoken"));
    this.voiceControls = new VoiceControls(this.find, this.voice);
    this.state = null;
    this.detachedChecks = 0;
    this.stats = root.coachStats = { drawn: [], trips: [], sent: 0, dropped: 0 };
    this.view = new StateView(root, this.stats);
    this.problems = new Problems(this.view, this.voice);
    this.connection = new Connection({
      onOpen: () => this.connectionBack(),
      onState: (state, trip) => this.show(state, trip),
      onLost: (tries) => this.interruptions.serverLost(tries),
      onRefused: () => (this.ending.isUnderWay ? this.ending.notifyPageOfEnding() : this.notifyPage("renew")),
      onReplaced: () => this.replaced(),
    });
    const { find, connection, problems, view } = this;
    this.ending = new Ending({
      connection,
      sessionId: () => this.data.session_id,
      silence: () => this.silence(),
      notifyPage: (name) => this.notifyPage(name),
    });
    const onFrames = () => this.interruptions.resume();
    const cameraPanel = new CameraPanel(this.video, { find, connection, problems, onFrames });
    this.cameraPanel = cameraPanel;
    this.camera = cameraPanel.camera;
    this.wakeLock = new WakeLock();
    this.fullScreen = new FullScreen(this.find("fullscreen"));
    const isOver = () => this.ending.isUnderWay || this.over;
    const onFrame = () => this.camera.frameShown();
    this.frames = new FrameSender(this.video, { connection, voice: this.voice, stats: this.stats, isOver, onFrame });
    this.interruptions = new Interruptions({
      problems, cameraPanel, connection, view, frames: this.frames,
      texts: () => this.texts,
      stage: () => (isOver() ? null : this.state?.stage),
      onVisible: () => this.visible(),
    });
    this.controls = new Controls(root, {
      fullScreen: this.fullScreen,
      isAsking: () => Boolean(this.state?.question),
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
    this.find("sample").onclick = () => this.notifyPage("sample");
    this.find("back").onclick = () => this.ending.begin("leave");
    this.find("fine").onclick = () => this.connection.send({ do: "fine" });
    this.find("hurts").onclick = () => this.ending.begin("report_pain");
    this.healthTimer = setInterval(() => this.checkHealth(), 500);
    this.cleanup = () => this.close();
  }

  update(component) {
    const { data } = component;
    this.notifyPage = (name) => {
      this.notifications = (this.notifications || 0) + 1;
      component.setTriggerValue("event", { name, n: this.notifications });
    };
    if (!data) return;
    this.texts = this.view.texts = data.texts;
    if (!this.data) this.begin(data);
    else if (data.token !== this.data.token && !this.connection.accepted) {
      this.connection.close();
      this.connection.start(data.path, data.token);
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
    this.connection.start(data.path, data.token);
    this.wakeLock.hold();
    this.cameraPanel.open(data);
    this.frames.start(Boolean(data.sample));
  }

  // --- live states ----------------------------------------------------------------------------

  show(state, trip) {
    this.ending.answered(state);
    if (this.ending.isUnderWay) return;
    if (state.error) { this.interruptions.failed(state); return; }
    if (state.at !== null) this.interruptions.judged(); // without a time, the server only answered a command
    if (state.warning) this.view.setCaption(state.warning);
    if (state.stage === "paused" && this.state?.stage !== "paused") this.stats.pausedAt = performance.now();
    this.state = state;
    drawState(this.overlay, state, this.mirrored, this.data.drawing);
    if (typeof state.at === "number") {
      this.stats.drawn.push([state.at * 1000, performance.now()]);
      if (trip) this.stats.trips.push({ ...trip, drawn: performance.now(), spent: state.spent_ms });
      for (const kept of [this.stats.drawn, this.stats.trips]) if (kept.length > 4000) kept.splice(0, 1000);
    }
    this.view.show(state);
    if (state.say) this.voice.say(state.say.text, state.say.interrupt);
    if (this.data.sample) this.frames.playSample(state.stage);
    if (state.stage === "done" && !this.over) this.finish();
    // Pain was reported in another window, or before this page was loaded again.
    if (state.stage === "pain_reported") this.ending.begin("report_pain");
  }

  // --- what the person does -------------------------------------------------------------------

  togglePause() {
    if (!this.state || this.ending.isUnderWay) return;
    const { stage } = this.state;
    this.connection.send({ do: stage === "break" ? "skip_break" : stage === "paused" ? "resume" : "pause" });
  }

  stop() {
    if (this.over) this.notifyPage("finished");
    else this.ending.begin("stop");
  }

  silence() {
    this.voice.clear();
    this.root.dataset.stage = "stopped";
    this.find("question").hidden = true;
    this.view.setCue("paused", this.texts.stopped);
    drawState(this.overlay, null, false);
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

  /* From now on the camera is off, and the screen may sleep. */
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
        if (!this.closed) this.notifyPage("finished");
      }
    }, 200);
  }

  // --- what goes wrong ------------------------------------------------------------------------

  connectionBack() {
    this.ending.connected();
    if (!this.ending.isUnderWay && !this.over) this.wakeLock.hold();
    this.interruptions.serverBack();
  }

  replaced() {
    this.voice.clear();
    this.wakeLock.release();
    this.interruptions.replaced();
  }

  visible() {
    if (this.ending.isUnderWay || this.over) return;
    this.wakeLock.renew();
    this.interruptions.visible();
  }

  checkHealth() {
    // If the component is removed from the page without a call, only this switches the camera off.
    this.detachedChecks = this.root.isConnected ? 0 : this.detachedChecks + 1;
    if (this.detachedChecks > 1) this.close();
    if (this.closed || this.ending.isUnderWay || this.over) return;
    this.voiceControls.update();
    const now = performance.now();
    this.camera.check();
    this.interruptions.check();
    if (!this.video.ended) this.endedAt = now;
    else if (now - this.endedAt > SAMPLE_OVER_MS) this.problems.show("sample", this.texts.sample_over);
    // A frame without an answer: the connection is dead, although no close event came.
    if (this.connection.inFlight && now - this.connection.sentAt > CONNECTION_SILENT_MS) this.connection.cut();
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.healthTimer);
    this.frames.close();
    this.controls.close();
    this.interruptions.close();
    this.fullScreen.close();
    this.voice.close();
    this.switchOff();
    this.connection.close();
  }
}

function showComponent(component) {
  const root = component.parentElement.querySelector(".coach");
  const name = Symbol.for("formcheck.coach");
  if (!root.coach || root.coach.closed) {
    window[name]?.close(); // one at a time, even if Streamlit mounts the component twice
    window[name] = root.coach = new Coach(root);
  }
  root.coach.update(component);
  return root.coach.cleanup;
}
