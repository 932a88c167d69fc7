/* The voice. The server decides what to say. The browser's own voice says it. If the browser has none, or it
   fails, the recorded voice says it. If that fails too, the page shows the text. */
const VOICE_KEY = "formcheck.voice";
const RECORDED = "formcheck.recorded";
const UNDECIDED_MS = 1000;
const LOADING_MS = 4000;

/* A late number is worse than no number. A sentence may wait a little. */
const goodForMs = (text) => (text.length < 12 ? 800 : 4000);

function readVoiceName() {
  try { return window.localStorage.getItem(VOICE_KEY) || ""; } catch { return ""; }
}

class Voice {
  /* `caption` shows what is said. A screen reader reads `spoken`. */
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
    this.name = readVoiceName();
  }

  /* `sounds` is the address of the recorded voice. It says `fallback` in place of a text that it cannot say. */
  begin({ rate, sounds, fallback }) {
    this.rate = rate;
    this.fallback = fallback;
    this.since = performance.now();
    this.sounds = Sounds.shared(sounds);
    this.sounds.use();
  }

  /* The voices to choose from: the browser's and the recorded one. */
  get names() {
    return [...this.speech.voices.map((voice) => voice.name), RECORDED];
  }

  /* Speak with this voice from now on. Each browser has its own voices, so each remembers its own choice. */
  choose(name) {
    this.name = name;
    this.speech.forgetFailures();
    try { window.localStorage.setItem(VOICE_KEY, name); } catch { /* private windows may refuse */ }
  }

  /* What speaks: "speech", "recorded", "silent", or "waiting" while that is not yet known. */
  get source() {
    if (this.name !== RECORDED && this.speech.works) return "speech";
    const passed = performance.now() - this.since;
    if (this.name !== RECORDED && !this.speech.failures && passed < UNDECIDED_MS) return "waiting";
    if (this.sounds.audible) return "recorded";
    if (passed < (this.sounds.state === "loading" ? LOADING_MS : UNDECIDED_MS)) return "waiting";
    return "silent";
  }

  /* What the person should know about the voice, as the name of a text; "" if all is well. */
  get problem() {
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
      this.spoken.textContent = text; // with the voice off, a screen reader can read it
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
      // A person with a screen reader and no browser voice hears or feels the text there.
      if (this.name !== RECORDED || source === "silent") this.spoken.textContent = text;
      if (source === "recorded" && performance.now() <= until) this.record(text);
    }
  }

  record(text) {
    const parts = this.sounds.parts(text);
    this.unsaid = parts === null;
    if (this.unsaid) this.spoken.textContent = text;
    const heard = parts || this.sounds.parts(this.fallback);
    if (heard) this.sounds.play(heard, this.rate);
  }

  silence() {
    clearTimeout(this.later);
    this.wanted = null;
    this.speech.stop();
    this.sounds?.stop();
  }

  clear() {
    clearTimeout(this.timer);
    this.caption.textContent = "";
    this.silence();
  }

  close() {
    this.clear();
    this.sounds?.release();
  }
}
