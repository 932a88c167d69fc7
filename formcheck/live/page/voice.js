/* The browser's own speech. What to say is decided elsewhere; here it is said, or shown. */
class Voice {
  constructor(caption, spoken) {
    this.caption = caption;
    this.spoken = spoken;
    this.on = true;
    this.rate = 1;
    this.name = "";
    this.timer = 0;
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
    const voices = window.speechSynthesis.getVoices();
    words.voice = voices.find((voice) => voice.name === this.name)
      || voices.find((voice) => voice.lang.startsWith("en") && voice.localService)
      || null;
    window.speechSynthesis.speak(words);
  }

  hush() {
    clearTimeout(this.timer);
    this.caption.textContent = "";
    if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  }
}
