/* The person ends the exercise: "stop" (the button or a key), "report_pain" ("It hurts"), "leave" (Back).

   Sound, clock and drawing cease at once, in the browser alone. The server is asked to write it down,
   and 150 ms later the page's script is told the same word: it shows the question, and writes only
   what no server could. What no server heard is kept here until one does, also over a reload. */
const ENDINGS = ["stop", "report_pain", "leave"];
const SCRIPT_TOLD_AFTER_MS = 150;
const UNSENT = "formcheck.stopped";
const UNSENT_KEPT_MS = 12 * 3600 * 1000;

const unsentEnding = {
  keep(training, ending) {
    try { window.localStorage.setItem(UNSENT, JSON.stringify({ training, ending, at: Date.now() })); } catch { /* private windows */ }
  },
  of(training) {
    try {
      const kept = JSON.parse(window.localStorage.getItem(UNSENT) || "null");
      const fresh = Math.abs(Date.now() - kept?.at) < UNSENT_KEPT_MS;
      if (!fresh || kept.training !== training) return null;
      return ENDINGS.includes(kept.ending) ? kept.ending : "stop"; // kept by an earlier version
    } catch { return null; }
  },
  clear() {
    try { window.localStorage.removeItem(UNSENT); } catch { /* private windows */ }
  },
};

class Ending {
  constructor({ line, training, silence, notifyPage }) {
    this.line = line;
    this.training = training;
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
    if (ending !== "leave") unsentEnding.keep(this.training(), ending);
    this.send();
  }

  send() {
    this.line.ask({ do: this.ending });
    setTimeout(() => this.tellPage(), SCRIPT_TOLD_AFTER_MS);
  }

  tellPage() {
    this.notifyPage(this.ending);
  }

  /* A server listens, perhaps a new one: it hears what the one before may not have. */
  connected() {
    const unsent = unsentEnding.of(this.training());
    if (this.isUnderWay) this.send();
    else if (unsent) this.begin(unsent);
  }

  /* Once the server answers with one of these stages, what was kept here is written there. */
  answered(scene) {
    if (["done", "pain_reported"].includes(scene.stage)) unsentEnding.clear();
  }
}
