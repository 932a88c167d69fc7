/* The voice's button, the list of voices, and a note if the browser's own voice does not speak. */
class VoiceControls {
  constructor(find, voice) {
    this.find = find;
    this.voice = voice;
    this.known = "";
    find("voice").onclick = () => this.turn(!voice.on);
    find("voices").onchange = (event) => { voice.choose(event.target.value); this.update(); };
  }

  begin(texts, settings) {
    this.texts = texts;
    this.voice.begin(settings);
    this.find("voices").setAttribute("aria-label", texts.voice);
    this.turn(settings.on);
  }

  turn(on) {
    this.voice.on = on;
    if (!on) this.voice.clear();
    this.find("voice").setAttribute("aria-pressed", String(on));
    this.update();
  }

  /* Show what may change by itself: browsers load voices late, and a voice may turn out to be silent. */
  update() {
    const { texts, voice } = this;
    const silent = voice.on && voice.source === "silent";
    write(this.find("voice"), silent ? texts.voice_silent : voice.on ? texts.voice_on : texts.voice_off);
    const note = this.find("voicenote");
    note.dataset.kind = voice.problem;
    write(note, texts.voice_notes[voice.problem] || "");
    this.list();
  }

  list() {
    const { voice } = this;
    const choice = this.find("voices");
    const { names } = voice;
    choice.hidden = names.length < 2;
    const current = voice.source === "recorded" ? RECORDED : names.includes(voice.name) ? voice.name : names[0];
    const now = JSON.stringify([names, current]);
    if (now === this.known) return;
    this.known = now;
    choice.replaceChildren(...names.map((name) => new Option(name === RECORDED ? this.texts.voice_recorded : name, name)));
    choice.value = current;
  }
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
