/* The browser's own speech. What to say is decided elsewhere; here it is said, or shown. */
const VOICE_KEY = "formcheck.voice";

function remembered() {
  try { return window.localStorage.getItem(VOICE_KEY) || ""; } catch { return ""; }
}

class Voice {
  constructor(caption, spoken) {
    this.caption = caption;
    this.spoken = spoken;
    this.on = true;
    this.rate = 1;
    this.timer = 0;
    this.name = remembered();
  }

  /* The browser's voices that speak the language of the texts; they may come in late. */
  get voices() {
    if (!("speechSynthesis" in window)) return [];
    return window.speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith("en"));
  }

  /* Speak with this voice from now on; each browser has its own, so each remembers for itself. */
  choose(name) {
    this.name = name;
    try { window.localStorage.setItem(VOICE_KEY, name); } catch { /* private windows may refuse */ }
  }

  get speaking() {
    return this.on && "speechSynthesis" in window && window.speechSynthesis.speaking;
  }

  say(text, cut) {
    this.caption.textContent = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.caption.textContent = ""; }, 2500 + 60 * text.length);
    if (!this.on || !("speechSynthesis" in window)) {
      this.spoken.textContent = text; // a screen reader speaks where we do not
      return;
    }
    if (cut) window.speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.rate = this.rate;
    words.lang = "en";
    const { voices } = this;
    words.voice = voices.find((voice) => voice.name === this.name)
      || voices.find((voice) => voice.localService)
      || null;
    if (words.voice) words.lang = words.voice.lang;
    window.speechSynthesis.speak(words);
  }

  hush() {
    clearTimeout(this.timer);
    this.caption.textContent = "";
    if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  }
}
