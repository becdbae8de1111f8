// Says at once which of the ticked sessions take place at the same time; without this, the answer to the form says it.

const block = document.getElementById("overlaps");
const shown = new Set(); // pairs, by the ids of their boxes

// Returns what somebody attends by what is ticked: { box, title, start, end (in seconds), day, times } of each slot.
function attended() {
  return [...document.querySelectorAll("[data-slots]:checked:enabled")].flatMap((box) => {
    const session = box.closest("li").querySelector("[name=sessions]");
    const title = session.labels[0].querySelector(".title");
    return JSON.parse(box.dataset.slots).map(([start, end, day, times]) => ({ box: session, title, start, end, day, times }));
  });
}

// Returns the first two slots of each two sessions that overlap, if only in part: where one ends the other may start.
function pairs() {
  const found = new Map();
  const slots = attended();
  slots.forEach((one, index) => {
    for (const other of slots.slice(index + 1)) {
      const name = `${one.box.id} ${other.box.id}`;
      const overlaps = one.start < other.end && other.start < one.end;
      if (overlaps && one.box !== other.box && !found.has(name)) found.set(name, [one, other]);
    }
  });
  return found;
}

function inWords(slot, when) {
  const times = document.createElement("span");
  times.className = "times";
  times.append(when);
  return [...slot.title.cloneNode(true).childNodes, ", ", times];
}

function line(pair) {
  const item = document.createElement("li");
  const [one, other] = pair.map((slot) => inWords(slot, `${slot.day}, ${slot.times}`));
  item.append(...one, ` ${block.dataset.and}`, document.createElement("br"), ...other);
  return item;
}

// Beside each ticked session, too: the block stands below all of them.
function note(slot, other) {
  const words = document.createElement("p");
  words.className = "hint status few at-once";
  words.append(`${block.dataset.atOnce} `, ...inWords(other, other.times));
  slot.box.closest(".choice").after(words);
}

function show({ isChange }) {
  const found = pairs();
  document.querySelectorAll(".at-once").forEach((words) => words.remove());
  found.forEach(([one, other]) => { note(one, other); note(other, one); });
  block.hidden = !found.size;
  block.querySelector("ul").replaceChildren(...[...found.values()].map(line));
  if (isChange) tell([...found].filter(([name]) => !shown.has(name)).map(([, pair]) => line(pair)));
  shown.clear();
  found.forEach((_pair, name) => shown.add(name));
}

// Has screen readers say what overlaps since the last tick. What was meant was meant of the pairs that stood there.
function tell(lines) {
  const status = document.getElementById("overlaps-status");
  status.replaceChildren();
  if (!lines.length) return;
  const list = document.createElement("ul");
  list.append(...lines);
  status.append(block.querySelector("p").cloneNode(true), list);
  const meant = block.querySelector("input");
  if (meant) meant.checked = false;
}

if (block) {
  document.getElementById("id_sessions").addEventListener("change", (event) => {
    if (event.target.matches("[data-slots]")) show({ isChange: true });
  });
  addEventListener("pageshow", () => show({ isChange: false })); // also when the browser brings back what was ticked
  show({ isChange: false });
}
