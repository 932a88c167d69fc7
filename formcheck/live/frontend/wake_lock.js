/* Keeps the screen on while it is needed, if the browser supports that and the system allows it. */
class WakeLock {
  constructor() {
    this.wanted = false;
    this.lock = null;
    this.asking = false;
  }

  hold() {
    this.wanted = true;
    if (!this.lock) this.take();
  }

  /* The page is visible again. The browser took the lock back when the page was hidden. */
  renew() {
    this.giveBack();
    if (this.wanted) this.take();
  }

  async take() {
    if (this.asking || document.hidden) return;
    this.asking = true;
    try {
      this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      this.lock = null; // a low battery, for example; the exercise continues without the lock
    }
    this.asking = false;
    if (!this.wanted) this.giveBack();
  }

  async giveBack() {
    const { lock } = this;
    this.lock = null;
    await lock?.release()?.catch(() => null);
  }

  release() {
    this.wanted = false;
    this.giveBack();
  }
}
