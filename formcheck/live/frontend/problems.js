/* What goes wrong, over the picture: each problem by its name, with the ways out of it. */
class Problems {
  constructor(view, voice) {
    this.view = view;
    this.voice = voice;
    this.find = view.find;
    this.open = new Map();
  }

  /* `again` and `sample`: whether it can be tried again, and whether the sample clip would help. */
  show(name, words, { say = false, again = false, sample = false } = {}) {
    const known = this.open.get(name)?.words;
    this.open.set(name, { words, again, sample });
    this.display(name);
    if (say && known !== words) this.voice.say(words, true);
  }

  clear(name) {
    if (!this.open.delete(name)) return;
    const [left] = this.open.keys();
    this.find("trouble").hidden = left === undefined;
    if (left !== undefined) this.display(left);
  }

  display(name) {
    const { words, again, sample } = this.open.get(name);
    this.find("trouble").hidden = false;
    this.view.text("what", words);
    this.find("again").hidden = !again;
    this.find("sample").hidden = !sample;
  }
}
