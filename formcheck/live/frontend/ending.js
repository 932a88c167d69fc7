/* The person ends the exercise: "stop" (the button or a key), "report_pain" ("It hurts"), "leave" (Back).

   The browser itself stops sound, clock and drawing at once. It asks the server to record the ending, and
   150 ms later it notifies the page's Python script. That script shows the question; it records the ending
   only if no server could. The browser keeps an ending that no server has confirmed, even across a reload. */
const ENDINGS = ["stop", "report_pain", "leave"];
const NOTIFY_PAGE_AFTER_MS = 150;
const UNSENT = "formcheck.unsentEnding";
/* Where an earlier version kept an unsent STOP. It is read once and then removed. */
const UNSENT_BEFORE = "formcheck.stopped";
const UNSENT_KEPT_MS = 12 * 3600 * 1000;

const unsentEnding = {
  keep(sessionId, ending) {
    const kept = { sessionId, ending, at: Date.now() };
    try { window.localStorage.setItem(UNSENT, JSON.stringify(kept)); } catch { /* private windows */ }
  },
  read(sessionId) {
    try {
      this.moveOld();
      const kept = JSON.parse(window.localStorage.getItem(UNSENT) || "null");
      const fresh = Math.abs(Date.now() - kept?.at) < UNSENT_KEPT_MS;
      return fresh && kept.sessionId === sessionId ? kept.ending : null;
    } catch { return null; }
  },
  moveOld() {
    const old = JSON.parse(window.localStorage.getItem(UNSENT_BEFORE) || "null");
    if (!old) return;
    const ending = ENDINGS.includes(old.ending) ? old.ending : "stop"; // the oldest one kept no ending
    const kept = { sessionId: old.training, ending, at: old.at };
    window.localStorage.setItem(UNSENT, JSON.stringify(kept));
    window.localStorage.removeItem(UNSENT_BEFORE);
  },
  clear() {
    try { window.localStorage.removeItem(UNSENT); } catch { /* private windows */ }
  },
};

class Ending {
  constructor({ connection, sessionId, silence, notifyPage }) {
    this.connection = connection;
    this.sessionId = sessionId;
    this.silence = silence;
    this.notifyPage = notifyPage;
    this.ending = null;
  }

  get isUnderWay() {
    return this.ending !== null;
  }

  begin(ending) {
    if (this.isUnderWay) return;
    this.ending = ending;
    this.silence();
    if (ending !== "leave") unsentEnding.keep(this.sessionId(), ending);
    this.send();
  }

  send() {
    this.connection.send({ do: this.ending });
    setTimeout(() => this.notifyPageOfEnding(), NOTIFY_PAGE_AFTER_MS);
  }

  notifyPageOfEnding() {
    this.notifyPage(this.ending);
  }

  /* A server is connected, perhaps a new one. Send the ending that the last server may not have received. */
  connected() {
    const unsent = unsentEnding.read(this.sessionId());
    if (this.isUnderWay) this.send();
    else if (unsent) this.begin(unsent);
  }

  /* With one of these stages the server confirms that it has recorded the ending. */
  answered(state) {
    if (["done", "pain_reported"].includes(state.stage)) unsentEnding.clear();
  }
}
