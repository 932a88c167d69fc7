/* Interruptions from outside: the server is lost, another window takes over, the page is hidden.

   The camera is off during an interruption and comes on again afterwards. */
const AFTER_FATAL_MS = 3000;
const FATAL_TRIES = 3;
const SERVER_LOST_LONG_MS = 30000;

class Interruptions {
  constructor({ problems, cameraPanel, connection, frames, view, texts, stage, onVisible }) {
    this.problems = problems;
    this.cameraPanel = cameraPanel;
    this.camera = cameraPanel.camera;
    this.connection = connection;
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
    if (tries >= 2) this.problems.show("connection", this.texts().connection_lost, { say: tries === 2 });
  }

  serverBack() {
    this.lostAt = null;
    for (const reason of ["connection", "replaced"]) {
      this.problems.clear(reason);
      this.camera.switchOn(reason);
    }
    if (document.hidden) this.hidden();
  }

  /* The exercise continues in another window, which needs the camera. */
  replaced() {
    this.problems.show("replaced", this.texts().replaced);
    this.camera.switchOff("replaced");
  }

  /* The server could not judge. The page tries again a few times by itself. */
  failed(state) {
    if (!state.fatal) {
      this.view.setCaption(state.error);
      return;
    }
    this.fatals += 1;
    const again = this.fatals > FATAL_TRIES;
    this.problems.show("error", state.error, { say: true, again });
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

  /* Switch the camera off while the server is lost for long. Call this regularly. */
  check() {
    const lost = this.lostAt !== null && performance.now() - this.lostAt > SERVER_LOST_LONG_MS;
    if (lost) this.camera.switchOff("connection");
  }

  // --- the page is hidden ----------------------------------------------------------------------

  hidden() {
    if (!["setup", "countdown", "set"].includes(this.stage())) return;
    this.paused = this.connection.send({ do: "pause" });
    this.connection.send({ do: "note", what: "hidden" });
  }

  visible() {
    this.camera.inView();
    this.camera.switchOn("hidden");
    this.resume();
  }

  /* After a hidden page is visible again, resume by itself once there are frames. */
  resume() {
    if (!this.paused || document.hidden || this.camera.waiting) return;
    this.paused = false;
    this.connection.send({ do: "resume" });
  }

  close() {
    clearTimeout(this.retry);
    this.visibility.close();
  }
}
