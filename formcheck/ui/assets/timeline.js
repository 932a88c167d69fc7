// The rows of a review on the video's time axis. Everything shown is set as text, never as markup.

const ICONS = { rejected: "→", adjust: "→", stop: "■", hold: "", counted: "", unseen: "" };

// As texts/formatting.py writes a moment of the clip; here while the video plays.
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const [min, sec] = [minutes, whole % 60].map((part) => String(part).padStart(2, "0"));
  return hours ? `${hours}:${min}:${sec}` : `${minutes}:${sec}`;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function draw(root, data, pick) {
  root.setAttribute("aria-label", data.label);
  root.style.setProperty("--gutter", `${data.gutter}px`);
  root.style.setProperty("--right", `${data.right}px`);
  root.replaceChildren();
  const percent = (seconds) => `${(100 * seconds) / data.duration}%`;
  for (const { label, items } of data.rows) {
    const row = element("div", "row");
    const name = element("div", "name", label);
    name.title = label;
    const track = element("div", "track");
    for (const item of items) {
      const icon = ICONS[item.kind] ?? "";
      const text = item.kind === "rejected" ? `${item.text}${icon}` : item.text || icon;
      const mark = element("button", `mark ${item.kind}`, text);
      mark.type = "button";
      mark.dataset.id = item.id;
      mark.title = item.title;
      mark.setAttribute("aria-label", item.title);
      mark.style.left = percent(item.start);
      mark.style.width = percent(item.end - item.start);
      mark.onclick = () => pick(item);
      track.append(mark);
    }
    row.append(name, track);
    root.append(row);
  }
  const over = element("div", "over");
  over.append(element("div", "playhead"));
  root.append(over);
}

// Arrow keys move along a row and between rows; Tab goes through all marks.
function walk(event) {
  const mark = event.target.closest?.(".mark");
  if (!mark) return;
  const track = mark.parentElement;
  const row = track.parentElement;
  const rows = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling };
  let next = null;
  if (event.key === "ArrowRight") next = mark.nextElementSibling;
  else if (event.key === "ArrowLeft") next = mark.previousElementSibling;
  else if (event.key in rows) next = rows[event.key]?.querySelector(".mark");
  else return;
  event.preventDefault();
  next?.focus();
}

function showComponent(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".timeline");
  const video = () => document.querySelector(data.video);

  const select = (id) => {
    for (const mark of root.querySelectorAll(".mark")) {
      mark.setAttribute("aria-pressed", String(mark.dataset.id === id));
    }
  };
  const seek = (seconds) => {
    const player = video();
    if (!player) return;
    const go = () => {
      player.currentTime = seconds;
    };
    if (player.readyState >= 1) go();
    else player.addEventListener("loadedmetadata", go, { once: true });
  };
  const move = () => {
    const player = video();
    const head = root.querySelector(".playhead");
    if (!head) return;
    head.hidden = !player;
    if (!player) return;
    const share = Math.min(1, player.currentTime / data.duration);
    head.style.left = `${100 * share}%`;
    head.dataset.time = clock(player.currentTime);
  };

  // The page calls this again after every change; the marks are only redrawn when they differ.
  const drawn = JSON.stringify([data.rows, data.duration]);
  if (root.dataset.drawn !== drawn) {
    draw(root, data, (item) => {
      seek(item.start);
      select(item.id);
      setTriggerValue("picked", item.id);
    });
    root.dataset.drawn = drawn;
  }
  root.onkeydown = walk;
  root.querySelectorAll(".track").forEach((track) => {
    track.onclick = (event) => {
      if (event.target !== track) return;
      const box = track.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * data.duration);
    };
  });

  if (data.jump) {
    select(data.jump.mark);
    if (data.jump.number > 0 && root.dataset.jump !== String(data.jump.number)) {
      root.dataset.jump = String(data.jump.number);
      seek(data.jump.time);
    }
  }

  root.stop?.();
  let running = true;
  const stop = () => {
    running = false;
  };
  root.stop = stop;
  const tick = () => {
    if (!running) return;
    move();
    requestAnimationFrame(tick);
  };
  tick();
  return stop;
}
