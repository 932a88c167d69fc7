// The repetitions as a table whose rows jump to their moments. Everything is set as text.

// A video that seeks a moment stops at the nearest frame, which may lie just before it.
const SLACK_S = 0.05;

function cell(tag, text, words) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (words) made.className = "words";
  return made;
}

function draw(root, data, pick) {
  root.querySelector("table").setAttribute("aria-label", data.label);
  const head = document.createElement("tr");
  for (const column of data.columns) {
    const made = cell("th", column.label, column.words);
    made.scope = "col";
    if (column.help) made.title = column.help;
    head.append(made);
  }
  root.querySelector("thead").replaceChildren(head);
  const rows = data.rows.map((row) => {
    const made = document.createElement("tr");
    made.dataset.id = row.id;
    made.className = row.kind;
    made.onclick = () => pick(row);
    data.columns.forEach((column, i) => {
      const text = row.cells[column.key];
      const place = cell("td", i === 0 ? "" : text, column.words);
      if (i === 0) {
        const button = cell("button", text, false);
        button.type = "button";
        button.setAttribute("aria-label", row.title);
        place.append(button);
      }
      made.append(place);
    });
    return made;
  });
  root.querySelector("tbody").replaceChildren(...rows);
}

// Up and down move through the rows; Enter on a row's number goes to its moment.
function walk(event) {
  const row = event.target.closest?.("tbody tr");
  const next = { ArrowUp: row?.previousElementSibling, ArrowDown: row?.nextElementSibling }[
    event.key
  ];
  if (!next) return;
  event.preventDefault();
  next.querySelector("button").focus();
}

function showComponent(component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".holder");
  const video = () => document.querySelector(data.video);
  const rows = () => root.querySelectorAll("tbody tr");
  const select = (id) => {
    rows().forEach((row) => row.setAttribute("aria-selected", String(row.dataset.id === id)));
  };

  const drawn = JSON.stringify([data.columns, data.rows]);
  if (root.dataset.drawn !== drawn) {
    draw(root, data, (row) => {
      const player = video();
      if (player && row.start !== null) player.currentTime = row.start;
      select(row.id);
      setTriggerValue("picked", row.id);
    });
    root.dataset.drawn = drawn;
  }
  root.onkeydown = walk;
  select(data.chosen);

  root.stop?.();
  let running = true;
  const stop = () => {
    running = false;
  };
  root.stop = stop;
  const tick = () => {
    if (!running) return;
    const now = video()?.currentTime ?? -1;
    rows().forEach((row, i) => {
      const { start, end } = data.rows[i];
      const known = start !== null && end !== null;
      const inside = known && now > 0 && start - SLACK_S <= now && now <= end;
      if (inside) row.setAttribute("aria-current", "time");
      else row.removeAttribute("aria-current");
    });
    requestAnimationFrame(tick);
  };
  tick();
  return stop;
}
