/* The scene in numbers and words: what the person reads from the floor. */
const ICONS = { safety: "■", form: "→", guide: "→", good: "✓", paused: "❚❚", none: "" };

class SceneView {
  constructor(root, stats) {
    this.root = root;
    this.stats = stats;
    this.find = (name) => root.querySelector(`.${name}`);
  }

  show(scene) {
    const { texts } = this;
    this.root.dataset.stage = scene.stage;
    const set = texts.set_of.replace("{set}", scene.set).replace("{sets}", scene.sets);
    const leg = scene.side ? ` · ${texts[scene.side]}` : "";
    this.text("set", set + leg);
    const sight = this.find("sight");
    sight.hidden = !scene.view;
    if (scene.view) {
      sight.classList.toggle("poor", scene.view !== "good");
      this.text("sight", scene.view === "good" ? texts.view_good : texts.view_poor);
    }
    const resting = scene.stage === "rest";
    this.text("count", resting ? Math.ceil(scene.rest_left) : scene.count);
    this.text("goal", resting ? texts.rest : texts.of_goal.replace("{goal}", scene.goal));
    const sides = Object.entries(scene.counts);
    this.text("sides", sides.length > 1 && !resting
      ? sides.map(([side, count]) => `${texts[side]} ${count}`).join(" · ") : "");
    const holding = scene.hold !== null;
    const left = holding ? Math.max(0, Math.ceil(scene.hold_goal - scene.hold)) : 0;
    this.text("phase", texts.phases[scene.phase] || "");
    this.text("hold", resting ? "" : holding ? left : Math.round(scene.hold_goal));
    this.find("hold").classList.toggle("idle", !holding);
    const share = holding ? Math.min(1, scene.hold / scene.hold_goal) : 0;
    this.find("done").style.strokeDasharray = `${Math.round(100 * share)} 100`;
    this.ladder(scene);
    const big = this.find("big");
    big.hidden = scene.countdown === null;
    this.text("big", scene.countdown ?? "");
    const paused = scene.stage === "paused";
    this.text("pause", paused ? texts.resume : resting ? texts.skip_rest : texts.pause);
    this.cue(scene, paused);
    this.question(scene);
  }

  /* "Is something hurting?", with two buttons large enough to hit from the floor with a foot. */
  question(scene) {
    const { texts } = this;
    const box = this.find("question");
    const open = Boolean(scene.question);
    if (open) {
      this.text("asked", scene.question[1]);
      this.text("clock", scene.answer_left === null ? "" : Math.ceil(scene.answer_left));
      // A pause may cut off what was being said; the question itself is spoken after that.
      if (box.hidden) this.stats.askedAt = performance.now();
    }
    box.hidden = !open;
    // While a question is open the space bar does not go on, it stops.
    this.find("pause").hidden = open && scene.stage !== "rest";
    if (open && scene.stage === "rest") this.text("pause", texts.skip_rest_only);
  }

  cue(scene, paused) {
    const { texts } = this;
    if (scene.cue) this.setCue(scene.cue[1], scene.cue[0]);
    else if (scene.message) this.setCue("guide", scene.message);
    else if (paused) this.setCue("paused", texts.paused);
    else if (scene.stage === "set" && scene.hold !== null) this.setCue("good", texts.hold);
    else this.setCue("none", texts.stages[scene.stage] || "");
  }

  ladder(scene) {
    const list = this.find("ladder");
    list.hidden = !scene.ladder.length || scene.stage !== "setup";
    const now = JSON.stringify(scene.ladder);
    if (now === this.rungs) return;
    this.rungs = now;
    list.replaceChildren(...scene.ladder.map(([name, title, done]) => {
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
    this.text("icon", ICONS[kind] || "");
    this.text("words", words);
  }

  setCaption(words) {
    this.text("caption", words);
  }

  text(name, value) {
    const element = this.find(name);
    const words = String(value);
    if (element.textContent !== words) element.textContent = words;
  }
}
