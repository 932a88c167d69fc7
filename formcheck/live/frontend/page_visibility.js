/* Reports when the page is hidden, hidden for long, and visible again. */
const HIDDEN_LONG_MS = 30000;

class PageVisibility {
  constructor({ onHidden, onHiddenLong, onVisible }) {
    this.handlers = { onHidden, onHiddenLong, onVisible };
    this.timer = 0;
    this.listeners = [
      [document, "visibilitychange", () => this.changed()],
      [window, "pagehide", () => this.handlers.onHiddenLong()],
      // The browser restored the page from its back/forward cache, where no script runs.
      [window, "pageshow", (event) => { if (event.persisted) this.changed(); }],
    ];
    for (const [target, name, listener] of this.listeners) target.addEventListener(name, listener);
    if (document.hidden) this.waitLong();
  }

  changed() {
    clearTimeout(this.timer);
    if (document.hidden) {
      this.handlers.onHidden();
      this.waitLong();
    } else this.handlers.onVisible();
  }

  waitLong() {
    this.timer = setTimeout(() => this.handlers.onHiddenLong(), HIDDEN_LONG_MS);
  }

  close() {
    clearTimeout(this.timer);
    for (const [target, name, listener] of this.listeners) target.removeEventListener(name, listener);
  }
}
