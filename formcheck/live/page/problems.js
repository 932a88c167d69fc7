/* What goes wrong, over the picture: each problem by its name, the oldest that is left shown. */
class Problems {
  constructor(view, voice) {
    this.view = view;
    this.voice = voice;
    this.find = view.find;
    this.words = new Map();
  }

  show(name, words, { say = false, again = false, sample = false } = {}) {
    const known = this.words.get(name);
    this.words.set(name, words);
    this.find("trouble").hidden = false;
    this.view.text("what", words);
    this.find("again").hidden = !again;
    this.find("sample").hidden = !sample;
    if (say && known !== words) this.voice.say(words, true);
  }

  clear(name) {
    if (!this.words.delete(name)) return;
    const [left] = this.words.values();
    this.find("trouble").hidden = left === undefined;
    if (left !== undefined) this.view.text("what", left);
  }
}
