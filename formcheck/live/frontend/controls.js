/* Keyboard and focus. Keys reach the exercise wherever the focus is. */
class Controls {
  constructor(root, { fullScreen, isAsking, onKey, onPause, onStop }) {
    this.root = root;
    this.handlers = { isAsking, onKey, onPause, onStop };
    this.fullScreen = fullScreen;
    this.pointed = false;
    this.keyDown = (event) => this.key(event);
    document.addEventListener("keydown", this.keyDown, true);
    this.returnFocus();
  }

  /* A clicked button does not keep the focus: Enter or the space bar, pressed in pain, would go to it. */
  returnFocus() {
    const { root } = this;
    root.onpointerdown = () => { this.pointed = true; };
    root.onclick = (event) => { if (event.detail > 0 && event.target.closest("button")) this.focus(); };
    root.onchange = () => { if (this.pointed) this.focus(); };
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  key(event) {
    this.pointed = false;
    const { root, fullScreen } = this;
    const meaning = keyMeaning(event, { root, fullScreen, asking: this.handlers.isAsking() });
    if (meaning === "none" || meaning === "control") return;
    event.preventDefault();
    event.stopPropagation();
    this.handlers.onKey();
    if (meaning === "full_screen") fullScreen.toggle();
    else if (meaning === "leave_full_screen") fullScreen.leave();
    else if (meaning === "pause") this.handlers.onPause();
    else this.handlers.onStop();
  }

  close() {
    document.removeEventListener("keydown", this.keyDown, true);
  }
}
