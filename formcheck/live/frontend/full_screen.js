/* Full screen. The button or F11 turns it on; the button, F11 or Escape turns it off. */
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

  /* Whether the page handles F11. Not while the browser's own full screen is on: only the browser can leave that. */
  get ours() {
    return document.fullscreenEnabled && (this.on || !window.matchMedia("(display-mode: fullscreen)").matches);
  }

  /* Whether Escape leaves full screen, or just did: some browsers report the key once afterwards. */
  takesEscape() {
    const late = performance.now() - this.leftAt < LATE_ESCAPE_MS;
    this.leftAt = -Infinity;
    return this.on || late;
  }

  toggle() {
    if (this.on) this.leave();
    else {
      this.entered = true;
      // The browser refuses this unless the person clicked or pressed a key. Then nothing changes.
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
