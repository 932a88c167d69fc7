/* The browser's own speech, and whether it works. Some browsers have no voice, or never start to speak. */
const STARTS_WITHIN_MS = 1500;
const FAILURES = 2;

class Speech {
  constructor() {
    this.failures = 0;
    this.timer = 0;
    this.now = null;
  }

  get engine() {
    return "speechSynthesis" in window ? window.speechSynthesis : null;
  }

  /* The voices that speak the language of the texts. Browsers may load them late. */
  get voices() {
    const all = this.engine?.getVoices() || [];
    return all.filter((voice) => voice.lang.toLowerCase().startsWith("en"));
  }

  get works() {
    return this.failures < FAILURES && this.voices.length > 0;
  }

  get speaking() {
    return Boolean(this.engine?.speaking);
  }

  /* Say `text`. Calls `onFailed` if nothing is heard. */
  say(text, { name, rate, onFailed }) {
    const { voices } = this;
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voices.find((voice) => voice.name === name)
      || voices.find((voice) => voice.localService) || voices[0];
    words.lang = words.voice.lang;
    words.rate = rate;
    const failed = () => {
      if (this.now !== words) return; // it was cut off, or another text is being said
      this.stop();
      this.failures += 1;
      onFailed();
    };
    words.onstart = () => this.began(words);
    words.onend = () => this.began(words);
    words.onerror = failed;
    const waits = this.speaking;
    this.now = words;
    this.engine.speak(words);
    clearTimeout(this.timer);
    if (!waits) this.timer = setTimeout(failed, STARTS_WITHIN_MS);
  }

  began(words) {
    if (this.now !== words) return;
    clearTimeout(this.timer);
    this.failures = 0;
  }

  /* Forget failures, so that the browser's voices are tried again. */
  forgetFailures() {
    this.failures = 0;
  }

  stop() {
    clearTimeout(this.timer);
    this.now = null;
    this.engine?.cancel();
  }
}
