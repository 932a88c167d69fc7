/* The whole screen for the page: by the button or F11, and back by either or Escape. */
const LATE_ESCAPE_MS = 250;

class FullScreen {
  constructor(button) {
    this.button = button;
    this.leftAt = -Infinity;
    this.entered = false;
    this.leaving = false;
    button.hidden = !document.fullscreenEnabled;
    this.onChange = () => this.changed();
    document.addEventListener("fullscreenchange", this.onChange);
    this.show();
  }

  get on() {
    return Boolean(document.fullscreenElement);
  }

  /* Whether F11 is ours: not where the browser's own full screen is on, which only it can leave. */
  get ours() {
    return document.fullscreenEnabled && (this.on || !window.matchMedia("(display-mode: fullscreen)").matches);
  }

  /* Whether Escape leaves full screen, or just did: some browsers tell of the key after that, once. */
  takesEscape() {
    const late = performance.now() - this.leftAt < LATE_ESCAPE_MS;
    this.leftAt = -Infinity;
    return this.on || late;
  }

  toggle() {
    if (this.on) this.leave();
    else {
      this.entered = true;
      // Refused without a click or key of the person; then all stays as it is.
      document.documentElement.requestFullscreen?.().catch(() => null);
    }
  }

  leave() {
    if (!this.on) return;
    this.leaving = true;
    document.exitFullscreen().catch(() => null);
  }

  changed() {
    if (!this.on && !this.leaving) this.leftAt = performance.now();
    this.leaving = false;
    this.show();
  }

  show() {
    this.button.setAttribute("aria-pressed", String(this.on));
  }

  close() {
    document.removeEventListener("fullscreenchange", this.onChange);
    if (this.entered) this.leave();
  }
}
