/* The live state in numbers and words, as the person reads it from the floor. */
const ICONS = { safety: "■", form: "→", guide: "→", good: "✓", paused: "❚❚", none: "" };

class StateView {
  constructor(root, stats) {
    this.root = root;
    this.stats = stats;
    this.find = (name) => root.querySelector(`.${name}`);
  }

  show(state) {
    const { texts } = this;
    this.root.dataset.stage = state.stage;
    const set = texts.set_of.replace("{set}", state.set).replace("{sets}", state.sets);
    const leg = state.side ? ` · ${texts[state.side]}` : "";
    this.setText("set", set + leg);
    const sight = this.find("sight");
    sight.hidden = !state.view;
    if (state.view) {
      sight.classList.toggle("poor", state.view !== "good");
      this.setText("sight", state.view === "good" ? texts.view_good : texts.view_poor);
    }
    const onBreak = state.stage === "break";
    this.setText("count", onBreak ? Math.ceil(state.break_left) : state.count);
    this.setText("goal", onBreak ? texts.break_seconds : texts.of_goal.replace("{goal}", state.goal));
    const sides = Object.entries(state.counts);
    this.setText("sides", sides.length > 1 && !onBreak
      ? sides.map(([side, count]) => `${texts[side]} ${count}`).join(" · ") : "");
    const holding = state.hold !== null;
    const left = holding ? Math.max(0, Math.ceil(state.hold_goal - state.hold)) : 0;
    this.setText("phase", texts.phases[state.phase] || "");
    this.setText("hold", onBreak ? "" : holding ? left : Math.round(state.hold_goal));
    this.find("hold").classList.toggle("idle", !holding);
    const share = holding ? Math.min(1, state.hold / state.hold_goal) : 0;
    this.find("done").style.strokeDasharray = `${Math.round(100 * share)} 100`;
    this.showChecklist(state);
    const big = this.find("big");
    big.hidden = state.countdown === null;
    this.setText("big", state.countdown ?? "");
    const paused = state.stage === "paused";
    this.setText("pause", paused ? texts.resume : onBreak ? texts.skip_break : texts.pause);
    this.showCue(state, paused);
    this.showQuestion(state);
  }

  /* "Is something hurting?", with two buttons large enough to hit from the floor with a foot. */
  showQuestion(state) {
    const { texts } = this;
    const box = this.find("question");
    const open = Boolean(state.question);
    if (open) {
      this.setText("asked", state.question[1]);
      this.setText("clock", state.answer_left === null ? "" : Math.ceil(state.answer_left));
      // A pause may cut off the current speech. The question is spoken after that.
      if (box.hidden) this.stats.askedAt = performance.now();
    }
    box.hidden = !open;
    // While a question is open, the space bar does not resume; it stops.
    this.find("pause").hidden = open && state.stage !== "break";
    if (open && state.stage === "break") this.setText("pause", texts.skip_break_only);
  }

  showCue(state, paused) {
    const { texts } = this;
    if (state.cue) this.setCue(state.cue[1], state.cue[0]);
    else if (state.message) this.setCue("guide", state.message);
    else if (paused) this.setCue("paused", texts.paused);
    else if (state.stage === "set" && state.hold !== null) this.setCue("good", texts.hold);
    else this.setCue("none", texts.stages[state.stage] || "");
  }

  showChecklist(state) {
    const list = this.find("checklist");
    list.hidden = !state.checklist.length || state.stage !== "setup";
    const now = JSON.stringify(state.checklist);
    if (now === this.shownChecklist) return;
    this.shownChecklist = now;
    list.replaceChildren(...state.checklist.map(([name, title, done]) => {
      const item = document.createElement("li");
      item.textContent = title;
      item.dataset.name = name;
      item.dataset.done = String(done);
      return item;
    }));
  }

  setCue(kind, words) {
    const cue = this.find("cue");
    cue.dataset.kind = kind;
    this.setText("icon", ICONS[kind] || "");
    this.setText("words", words);
  }

  setCaption(words) {
    this.setText("caption", words);
  }

  setText(name, value) {
    const element = this.find(name);
    const words = String(value);
    if (element.textContent !== words) element.textContent = words;
  }
}
