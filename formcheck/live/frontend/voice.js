/* The voice. What to say is decided elsewhere; here it is said by the browser's own voice, by the
   recorded one where the browser has none or it fails, or else shown. */
const VOICE_KEY = "formcheck.voice";
const RECORDED = "formcheck.recorded";
const UNDECIDED_MS = 1000;
const LOADING_MS = 4000;

/* A number that comes late is worse than none; a sentence may wait a little. */
const goodForMs = (text) => (text.length < 12 ? 800 : 4000);

function remembered() {
  try { return window.localStorage.getItem(VOICE_KEY) || ""; } catch { return ""; }
}

class Voice {
  /* `caption` shows what is said, `spoken` is read by a screen reader. */
  constructor(caption, spoken) {
    this.caption = caption;
    this.spoken = spoken;
    this.sounds = null;
    this.speech = new Speech();
    this.on = true;
    this.rate = 1;
    this.timer = 0;
    this.later = 0;
    this.wanted = null;
    this.unsaid = false;
    this.since = 0;
    this.name = remembered();
  }

  /* `sounds` is the address of the recorded voice, `look` what it says in place of a text it has not. */
  begin({ rate, sounds, look }) {
    this.rate = rate;
    this.look = look;
    this.since = performance.now();
    this.sounds = Sounds.shared(sounds);
    this.sounds.use();
  }

  /* The voices to choose from: the browser's and the recorded one. */
  get names() {
    return [...this.speech.voices.map((voice) => voice.name), RECORDED];
  }

  /* Speak with this voice from now on; each browser has its own, so each remembers for itself. */
  choose(name) {
    this.name = name;
    this.speech.forgive();
    try { window.localStorage.setItem(VOICE_KEY, name); } catch { /* private windows may refuse */ }
  }

  /* What speaks: "speech", "recorded", "waiting" while that is not known yet, or "silent". */
  get source() {
    if (this.name !== RECORDED && this.speech.works) return "speech";
    const passed = performance.now() - this.since;
    if (this.name !== RECORDED && !this.speech.failures && passed < UNDECIDED_MS) return "waiting";
    if (this.sounds.audible) return "recorded";
    if (passed < (this.sounds.state === "loading" ? LOADING_MS : UNDECIDED_MS)) return "waiting";
    return "silent";
  }

  /* What the person should know of the voice: "" when all is well, else a name of a text. */
  get trouble() {
    const { source } = this;
    if (!this.on || source === "speech" || source === "waiting") return "";
    if (source === "silent") return this.sounds.state === "ready" ? "blocked" : "silent";
    if (this.unsaid) return "unsaid";
    return this.name === RECORDED ? "" : "recorded";
  }

  get speaking() {
    return this.on && (this.speech.speaking || Boolean(this.sounds?.playing));
  }

  say(text, cut) {
    this.caption.textContent = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.caption.textContent = ""; }, 2500 + 60 * text.length);
    if (!this.on) {
      this.spoken.textContent = text; // a screen reader speaks where we do not
      return;
    }
    if (cut) this.silence();
    this.wanted = { text, until: performance.now() + goodForMs(text) };
    this.start(this.wanted, this.source);
  }

  start(wanted, source) {
    clearTimeout(this.later);
    if (wanted !== this.wanted) return;
    const { text, until } = wanted;
    if (this.sounds.state === "failed") this.sounds.load();
    if (source === "waiting") {
      this.later = setTimeout(() => this.start(wanted, this.source), 50);
    } else if (source === "speech") {
      if (performance.now() > until) return;
      const instead = () => this.start(wanted, this.sounds.audible ? "recorded" : this.source);
      this.speech.say(text, { name: this.name, rate: this.rate, onFailed: instead });
    } else {
      // Who has a screen reader but no voice in the browser hears or feels it by that.
      if (this.name !== RECORDED || source === "silent") this.spoken.textContent = text;
      if (source === "recorded" && performance.now() <= until) this.record(text);
    }
  }

  record(text) {
    const parts = this.sounds.parts(text);
    this.unsaid = parts === null;
    if (this.unsaid) this.spoken.textContent = text;
    const heard = parts || this.sounds.parts(this.look);
    if (heard) this.sounds.play(heard, this.rate);
  }

  silence() {
    clearTimeout(this.later);
    this.wanted = null;
    this.speech.stop();
    this.sounds?.stop();
  }

  hush() {
    clearTimeout(this.timer);
    this.caption.textContent = "";
    this.silence();
  }

  close() {
    this.hush();
    this.sounds?.release();
  }
}
