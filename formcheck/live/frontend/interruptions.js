/* What interrupts an exercise from outside: the server, another window, a page out of view.

   The camera is off meanwhile, and comes on again with what was missing. */
const AFTER_FATAL_MS = 3000;
const FATAL_TRIES = 3;
const SERVER_LOST_LONG_MS = 30000;

class Interruptions {
  constructor({ problems, cameraPanel, line, frames, view, texts, stage, onVisible }) {
    this.problems = problems;
    this.cameraPanel = cameraPanel;
    this.camera = cameraPanel.camera;
    this.line = line;
    this.frames = frames;
    this.view = view;
    this.texts = texts;
    this.stage = stage;
    this.fatals = 0;
    this.retry = 0;
    this.lostAt = null;
    this.paused = false;
    this.visibility = new PageVisibility({
      onHidden: () => this.hidden(),
      onHiddenLong: () => cameraPanel.hiddenLong(),
      onVisible,
    });
  }

  // --- the server ------------------------------------------------------------------------------

  serverLost(tries) {
    this.lostAt ??= performance.now();
    if (tries >= 2) this.problems.show("line", this.texts().line_lost, { say: tries === 2 });
  }

  serverBack() {
    this.lostAt = null;
    for (const reason of ["line", "replaced"]) {
      this.problems.clear(reason);
      this.camera.switchOn(reason);
    }
    if (document.hidden) this.hidden();
  }

  /* The exercise goes on in another window, which needs the camera. */
  replaced() {
    this.problems.show("replaced", this.texts().replaced);
    this.camera.switchOff("replaced");
  }

  /* The server could not judge; that is tried again a few times by itself. */
  failed(scene) {
    if (!scene.fatal) {
      this.view.setCaption(scene.error);
      return;
    }
    this.fatals += 1;
    const again = this.fatals > FATAL_TRIES;
    this.problems.show("error", scene.error, { say: true, again });
    this.camera.switchOff("error");
    this.frames.notBefore = performance.now() + AFTER_FATAL_MS;
    clearTimeout(this.retry);
    if (!again) this.retry = setTimeout(() => this.camera.switchOn("error"), AFTER_FATAL_MS);
  }

  judged() {
    this.fatals = 0;
    this.problems.clear("error");
    this.camera.switchOn("error");
  }

  tryAgain() {
    this.frames.notBefore = 0;
    this.judged();
    this.cameraPanel.tryAgain();
  }

  /* To be called now and then. */
  check() {
    const lost = this.lostAt !== null && performance.now() - this.lostAt > SERVER_LOST_LONG_MS;
    if (lost) this.camera.switchOff("line");
  }

  // --- the page out of view --------------------------------------------------------------------

  hidden() {
    if (!["setup", "countdown", "set"].includes(this.stage())) return;
    this.paused = this.line.ask({ do: "pause" });
    this.line.ask({ do: "note", what: "hidden" });
  }

  visible() {
    this.camera.inView();
    this.camera.switchOn("hidden");
    this.resume();
  }

  /* Goes on by itself after it was hidden, once there are pictures. */
  resume() {
    if (!this.paused || document.hidden || this.camera.waiting) return;
    this.paused = false;
    this.line.ask({ do: "resume" });
  }

  close() {
    clearTimeout(this.retry);
    this.visibility.close();
  }
}
