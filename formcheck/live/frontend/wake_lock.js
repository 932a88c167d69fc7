/* The screen stays on while it is needed, where the browser can do that and the system allows it. */
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

  /* The page is in view again: the browser took the lock back when it was not. */
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
      this.lock = null; // a low battery, for one; the exercise goes on without
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
