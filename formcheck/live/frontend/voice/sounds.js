/* The recorded voice: small sound files that come with the program, joined into sentences. */
const SOUND_RATE_HZ = 24000;
const BETWEEN_SENTENCES_S = 0.25;
const BETWEEN_PARTS_S = 0.03;
const SILENT_BELOW = 0.004;

const ONES = `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
  fifteen sixteen seventeen eighteen nineteen`.split(/\s+/);
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

function spellNumber(number) {
  if (number < 20) return [ONES[number]];
  if (number < 100) return [TENS[Math.floor(number / 10) - 2], ...(number % 10 ? spellNumber(number % 10) : [])];
  if (number < 1000) return [...spellNumber(Math.floor(number / 100)), "hundred", ...(number % 100 ? spellNumber(number % 100) : [])];
  return [String(number)];
}

/* The words of a text in lower case, without apostrophes, with numbers spellNumber out. */
function toWords(text) {
  const found = text.toLowerCase().replace(/['’]/g, "").match(/[a-z]+|[0-9]+/g) || [];
  return found.flatMap((word) => (/^[0-9]/.test(word) ? spellNumber(Number(word)) : [word]));
}

class Sounds {
  /* One for the whole page: the sounds are loaded once, and only one thing is said at a time. */
  static shared(path) {
    window.formcheckSounds ||= new Sounds(path);
    return window.formcheckSounds;
  }

  constructor(path) {
    this.path = path;
    this.clips = new Map();
    this.sources = new Set();
    this.users = 0;
    this.endsAt = 0;
    this.state = "loading"; // then "ready" or "failed"
    // Some browsers keep a page silent until the person touches it.
    for (const touch of ["pointerdown", "pointerup", "keydown"]) {
      window.addEventListener(touch, () => this.wake(), { capture: true, passive: true });
    }
    this.load();
  }

  async load() {
    this.state = "loading";
    try {
      this.context ||= new AudioContext({ latencyHint: "interactive" });
      const answer = await fetch(new URL(this.path, document.baseURI));
      if (!answer.ok) throw new Error(`The sounds answered ${answer.status}`);
      const packed = Object.entries(await answer.json());
      const decoder = new OfflineAudioContext(1, 1, SOUND_RATE_HZ);
      // The short clips first: they are the numbers, which must be on time.
      for (const [name, data] of packed.sort(([, one], [, other]) => one.length - other.length)) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        this.clips.set(name, withEnds(await decoder.decodeAudioData(bytes.buffer)));
      }
      this.state = this.clips.size ? "ready" : "failed";
    } catch (error) {
      this.state = "failed";
    }
  }

  /* The sound device is open only while some part of the page may speak. */
  use() {
    this.users += 1;
    if (this.state === "failed") this.load();
    this.wake();
  }

  release() {
    this.users = Math.max(0, this.users - 1);
    if (!this.users) this.context?.suspend().catch(() => {});
  }

  wake() {
    if (this.users && this.context && this.context.state !== "running") this.context.resume().catch(() => {});
  }

  get audible() {
    return this.state === "ready" && this.context.state === "running";
  }

  /* The clips that say `text`, as [name, pause after it in s]. Null if a clip is missing.
     In each sentence the next clip is always the one that covers the most words. */
  parts(text) {
    const parts = [];
    for (const sentence of text.match(/[^.?!]+[.?!]*/g) || []) {
      const words = toWords(sentence);
      for (let at = 0; at < words.length;) {
        let end = words.length;
        while (end > at && !this.clips.has(words.slice(at, end).join("-"))) end -= 1;
        if (end === at) return null;
        parts.push([words.slice(at, end).join("-"), end < words.length ? BETWEEN_PARTS_S : BETWEEN_SENTENCES_S]);
        at = end;
      }
    }
    return parts.length ? parts : null;
  }

  /* Say `parts`, now or after what is being said. */
  play(parts, rate) {
    let at = Math.max(this.context.currentTime, this.endsAt);
    for (const [name, pause] of parts) {
      const { buffer, from, length } = this.clips.get(name);
      const source = this.context.createBufferSource();
      source.buffer = buffer;
      source.playbackRate.value = rate;
      source.connect(this.context.destination);
      source.onended = () => this.sources.delete(source);
      source.start(at, from, length);
      this.sources.add(source);
      at += (length + pause) / rate;
      this.endsAt = at - pause / rate;
    }
  }

  get playing() {
    return this.sources.size > 0 && this.context.currentTime < this.endsAt;
  }

  /* Silence at once. Waiting clips are dropped too. */
  stop() {
    for (const source of this.sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.sources.clear();
    this.endsAt = 0;
  }
}

/* A clip with the start and the length of its sound in s: decoders add silence at the ends. */
function withEnds(buffer) {
  const samples = buffer.getChannelData(0);
  let [first, last] = [0, samples.length - 1];
  while (first < last && Math.abs(samples[first]) < SILENT_BELOW) first += 1;
  while (last > first && Math.abs(samples[last]) < SILENT_BELOW) last -= 1;
  return { buffer, from: first / buffer.sampleRate, length: (last + 1 - first) / buffer.sampleRate };
}
