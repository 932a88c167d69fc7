/* A stop the server could not be told of is kept until it can, also over a reload. */
const TOLD = { stop: "stopped", leave: "left", hurts: "hurts" };
const PENDING = "formcheck.stopped";
const PENDING_MS = 12 * 3600 * 1000;

const pending = {
  set(training, how) {
    try { window.localStorage.setItem(PENDING, JSON.stringify({ training, how, at: Date.now() })); } catch { /* private windows */ }
  },
  of(training) {
    try {
      const kept = JSON.parse(window.localStorage.getItem(PENDING) || "null");
      const fresh = Math.abs(Date.now() - kept?.at) < PENDING_MS;
      return fresh && kept.training === training && kept.how in TOLD ? kept.how : null;
    } catch { return null; }
  },
  clear() {
    try { window.localStorage.removeItem(PENDING); } catch { /* private windows */ }
  },
};
