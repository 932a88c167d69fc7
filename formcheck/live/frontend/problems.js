/* Problems, shown over the video: each has a name and the buttons that may help. */
class Problems {
  constructor(view, voice) {
    this.view = view;
    this.voice = voice;
    this.find = view.find;
    this.open = new Map();
  }

  /* `again`: whether the person can try again. `sample`: whether the sample clip would help. */
  show(name, words, { say = false, again = false, sample = false } = {}) {
    const known = this.open.get(name)?.words;
    this.open.set(name, { words, again, sample });
    this.display(name);
    if (say && known !== words) this.voice.say(words, true);
  }

  clear(name) {
    if (!this.open.delete(name)) return;
    const [left] = this.open.keys();
    this.find("problem").hidden = left === undefined;
    if (left !== undefined) this.display(left);
  }

  display(name) {
    const { words, again, sample } = this.open.get(name);
    this.find("problem").hidden = false;
    this.view.setText("what", words);
    this.find("again").hidden = !again;
    this.find("sample").hidden = !sample;
  }
}
