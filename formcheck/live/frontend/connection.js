/* The websocket: one picture in flight, and it finds its way back after a cut. */
class Line {
  constructor(handlers) {
    this.handlers = handlers;
    this.key = null;
    this.socket = null;
    this.inFlight = false;
    this.waiting = null;
    this.usualMs = 30;
    this.tries = 0;
    this.timer = 0;
    this.closed = false;
  }

  start(path, key) {
    this.path = path;
    this.key = key;
    this.closed = false;
    this.open();
  }

  get ready() {
    return this.socket?.readyState === WebSocket.OPEN && !this.inFlight && this.welcome;
  }

  /* Whether the answer under way should be here within `ms`, by how long answers usually take. */
  readyWithin(ms) {
    return this.inFlight && performance.now() - this.sentAt >= this.usualMs - ms;
  }

  open() {
    clearTimeout(this.timer);
    if (this.closed) return;
    const url = new URL(this.path, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = new WebSocket(url, ["formcheck", this.key]);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.inFlight = false;
    this.welcome = false;
    socket.onmessage = (event) => { if (socket === this.socket) this.receive(event.data); };
    socket.onclose = (event) => { if (socket === this.socket) this.lost(event); };
  }

  receive(text) {
    const message = JSON.parse(text);
    if (message.key) {
      this.key = message.key;
      this.welcome = true;
      this.tries = 0;
      this.handlers.onOpen();
      return;
    }
    if (message.at !== null || message.error) {
      this.inFlight = false;
      this.usualMs += 0.1 * (performance.now() - this.sentAt - this.usualMs);
      if (this.waiting) this.offer(this.waiting);
    }
    this.handlers.onScene(message);
  }

  /* Send a picture now, or once the one before is answered; the newest wins. */
  offer(bytes) {
    this.waiting = null;
    if (!this.ready) { this.waiting = bytes; return; }
    this.inFlight = true;
    this.sentAt = performance.now();
    this.socket.send(bytes);
  }

  ask(what) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(what));
    return true;
  }

  lost(event) {
    this.welcome = false;
    this.inFlight = false;
    this.waiting = null;
    if (this.closed) return;
    if (event.code === 4409) { this.handlers.onReplaced(); return; }
    this.tries += 1;
    this.handlers.onLost(this.tries);
    // A key that opens nothing any more: the page's script is asked for another one.
    if (this.tries % 3 === 0) this.handlers.onRefused();
    this.timer = setTimeout(() => this.open(), Math.min(250 * 2 ** this.tries, 3000));
  }

  cut() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.lost({ code: 0 });
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
