/* The websocket to the server. One frame is in flight at a time. A lost connection is opened again.

   Tokens are single-use: connecting returns the next one. */
class Connection {
  constructor(handlers) {
    this.handlers = handlers;
    this.token = null;
    this.socket = null;
    this.inFlight = false;
    this.waiting = null;
    this.typicalAnswerMs = 30;
    this.attempts = 0;
    this.timer = 0;
    this.closed = false;
  }

  start(path, token) {
    this.path = path;
    this.token = token;
    this.closed = false;
    this.open();
  }

  get ready() {
    return this.socket?.readyState === WebSocket.OPEN && !this.inFlight && this.accepted;
  }

  /* Whether the next answer should arrive within `ms`, judged by how long answers usually take. */
  readyWithin(ms) {
    return this.inFlight && performance.now() - this.sentAt >= this.typicalAnswerMs - ms;
  }

  open() {
    clearTimeout(this.timer);
    if (this.closed) return;
    const url = new URL(this.path, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = new WebSocket(url, ["formcheck", this.token]);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.inFlight = false;
    this.accepted = false;
    socket.onmessage = (event) => { if (socket === this.socket) this.receive(event.data); };
    socket.onclose = (event) => { if (socket === this.socket) this.lost(event); };
  }

  receive(text) {
    const message = JSON.parse(text);
    if (message.token) {
      this.token = message.token;
      this.accepted = true;
      this.attempts = 0;
      this.handlers.onOpen();
      return;
    }
    if (message.at !== null || message.error) {
      this.inFlight = false;
      this.typicalAnswerMs += 0.1 * (performance.now() - this.sentAt - this.typicalAnswerMs);
      const { trip } = this;
      if (trip) trip.received = performance.now();
      if (this.waiting) this.offer(...this.waiting);
      this.handlers.onState(message, trip);
      return;
    }
    this.handlers.onState(message);
  }

  /* Send a frame now, or once the one before is answered. If several wait, only the newest is sent.
     `trip` notes when the frame was where. */
  offer(bytes, trip) {
    this.waiting = null;
    if (!this.ready) { this.waiting = [bytes, trip]; return; }
    this.inFlight = true;
    this.sentAt = performance.now();
    if (trip) trip.sent = this.sentAt;
    this.trip = trip;
    this.socket.send(bytes);
  }

  send(command) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(command));
    return true;
  }

  lost(event) {
    this.accepted = false;
    this.inFlight = false;
    this.waiting = null;
    if (this.closed) return;
    if (event.code === 4409) { this.handlers.onReplaced(); return; }
    this.attempts += 1;
    this.handlers.onLost(this.attempts);
    // The token may be used up: ask the page for a new one.
    if (this.attempts % 3 === 0) this.handlers.onRefused();
    this.timer = setTimeout(() => this.open(), Math.min(250 * 2 ** this.attempts, 3000));
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
