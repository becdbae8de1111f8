// The timetable under the hand: a card is dragged by mouse, finger, pen or keyboard. This script only knows the geometry:
// it draws where the card would stand, and tells by events what is meant: "timetable-pick-up" (by the keyboard), "-over"
// (a new place), "-drop" and "-stop" (put back). Each says which card and, in `target`, {starts, minutes, room}, with
// {day} on the link of another day, or {out: true} where sessions without a time stand.

const STEP = 5 * 60_000;
const QUARTER = 15 * 60_000;
const ATTRACTS = 4 * 60_000; // a quarter of an hour catches a pointer that is no further from it
const HOUR = 60 * 60_000;
const OPEN_END = 30; // minutes that something with an open end takes on the table
const THRESHOLD = 5; // pixels before a press becomes a drag
const BESIDE = 8; // pixels that somebody may miss the table by
const EDGE = 48; // pixels from the edge of the window at which it scrolls
const REST = 300; // milliseconds at an edge before it does: whoever only comes past wants nothing there

let moving = null; // {card, kind, target, ghost, ...} while something is picked up
let pressed = null; // a pointer that is down and has not moved yet
let isDroppedBySpace = false;

const root = () => document.getElementById("timetable");
const table = () => root().querySelector("table.timetable");
const round = (moment, step) => Math.round(moment / step) * step;
const snap = (moment) => round(moment, Math.abs(moment - round(moment, QUARTER)) <= ATTRACTS ? QUARTER : STEP);

function tell(name) {
  const { card, target, kind } = moving;
  const isInGrid = !target.out && !target.day;
  const place = isInGrid ? moving.columns.find((each) => each.room === target.room)?.name : "";
  const detail = { card, target, kind, times: isInGrid ? times(target) : "", place };
  root().dispatchEvent(new CustomEvent(`timetable-${name}`, { bubbles: true, detail }));
}

// Geometry: the table stretches where a card needs more room than its time has, so time is measured row by row.

function measure() {
  const origin = table().getBoundingClientRect();
  const rows = [...table().tBodies[0].rows];
  const marks = rows.map((row) => ({ at: Number(row.dataset.at), y: row.getBoundingClientRect().top - origin.top }));
  marks.push({ at: Number(table().dataset.until), y: rows.at(-1).getBoundingClientRect().bottom - origin.top });
  const columns = [...table().tHead.rows[0].cells].filter((cell) => cell.dataset.room !== undefined).map((cell) => {
    const { left, width } = cell.getBoundingClientRect();
    return { room: cell.dataset.room, name: cell.textContent, left: left - origin.left, width };
  });
  return { marks, columns };
}

function between(marks, value, from, to) {
  let next = marks.findIndex((mark) => mark[from] > value);
  if (next === -1) next = marks.length - 1;
  const [one, other] = [marks[Math.max(next - 1, 0)], marks[Math.max(next, 1)]];
  const share = (value - one[from]) / (other[from] - one[from] || 1);
  return one[to] + Math.min(Math.max(share, 0), 1) * (other[to] - one[to]);
}

const timeAt = (y) => between(moving.marks, y, "y", "at");
const yAt = (moment) => between(moving.marks, moment, "at", "y");

function within(target) {
  const [first, last] = [moving.marks[0].at, moving.marks.at(-1).at];
  target.starts = Math.min(Math.max(target.starts, first), last - STEP);
  return target;
}

// Picking up and putting down

function pickUp(card, kind, how) {
  const has = card.dataset.starts !== undefined;
  moving = { card, kind, how, ...measure() };
  const minutes = card.dataset.minutes === "" ? null : Number(card.dataset.minutes);
  moving.from = has
    ? { starts: Number(card.dataset.starts), minutes, room: card.dataset.room }
    : { starts: moving.marks[0].at + HOUR, minutes, room: moving.columns[0].room };
  moving.target = within({ ...moving.from });
  moving.ghost = document.createElement("div");
  moving.ghost.className = "ghost";
  table().parentElement.append(moving.ghost);
  card.classList.add("picked-up");
  root().dataset.moving = kind;
  draw();
  return moving;
}

function putDown(name) {
  if (!moving) return;
  moving.ghost.remove();
  moving.card.classList.remove("picked-up");
  for (const each of document.querySelectorAll(".is-under")) each.classList.remove("is-under");
  delete root().dataset.moving;
  tell(name);
  moving = null;
}

function draw() {
  const { ghost, target, columns, kind } = moving;
  ghost.hidden = Boolean(target.out || target.day);
  if (ghost.hidden) return;
  const spans = moving.card.dataset.session === ""; // a break stands across all rooms
  const [first, last] = [columns[0], columns.at(-1)];
  const column = columns.find((each) => each.room === target.room) ?? last;
  const left = spans ? Math.min(first.left, last.left) : column.left;
  const width = spans ? Math.max(first.left + first.width, last.left + last.width) - left : column.width;
  const top = yAt(target.starts);
  const origin = table().getBoundingClientRect();
  const frame = table().parentElement;
  const outer = frame.getBoundingClientRect();
  ghost.style.left = `${left + origin.left - outer.left - frame.clientLeft + frame.scrollLeft}px`;
  ghost.style.top = `${top + origin.top - outer.top - frame.clientTop + frame.scrollTop}px`;
  ghost.style.width = `${width}px`;
  ghost.style.height = `${Math.max(yAt(target.starts + (target.minutes ?? OPEN_END) * 60_000) - top, 4)}px`;
  ghost.textContent = times(target);
  if (kind === "keyboard") ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", timeZone: root()?.dataset.zone,
});

function times(target) {
  const start = clock.format(target.starts);
  return target.minutes === null ? start : `${start} – ${clock.format(target.starts + target.minutes * 60_000)}`;
}

function go(target) {
  const before = JSON.stringify(moving.target);
  moving.target = target.out || target.day ? target : within(target);
  if (JSON.stringify(moving.target) === before) return;
  draw();
  tell("over");
}

// Mouse, finger, pen

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-card]") ?? event.target.closest?.("td.filled:has(> :only-child)")?.firstElementChild;
  if (!card || moving || event.button !== 0 || root().hasAttribute("data-saving")) return;
  const edge = event.target.closest(".edge");
  const handle = event.target.closest(".handle") ?? edge;
  if (!card.querySelector(".handle") || !card.dataset.card || (!handle && event.pointerType !== "mouse")) return;
  pressed = { card, how: edge ? "edge" : "move", x: event.clientX, y: event.clientY, id: event.pointerId };
});

document.addEventListener("pointermove", (event) => {
  if (pressed?.id !== event.pointerId) return;
  if (!moving) {
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < THRESHOLD) return;
    pickUp(pressed.card, "pointer", pressed.how);
    moving.grip = moving.from.starts - timeAt(pressed.y - table().getBoundingClientRect().top);
    pressed.card.setPointerCapture?.(event.pointerId);
    requestAnimationFrame(scroll);
  }
  moving.pointer = event;
  follow();
  event.preventDefault();
});

function follow() {
  const { clientX, clientY } = moving.pointer;
  const origin = table().getBoundingClientRect();
  const moment = timeAt(clientY - origin.top);
  if (moving.how === "edge") {
    const minutes = Math.max(5, (snap(moment) - moving.from.starts) / 60_000);
    return go({ ...moving.from, minutes });
  }
  const under = document.elementFromPoint(clientX, clientY);
  const [day, side] = [under?.closest("a[data-to-day]"), under?.closest(".side")];
  for (const each of document.querySelectorAll(".is-under")) each.classList.remove("is-under");
  const isPlaced = moving.card.dataset.starts !== undefined;
  if (isPlaced && day && !day.hasAttribute("aria-current")) {
    day.classList.add("is-under");
    return go({ ...moving.from, day: day.dataset.toDay });
  }
  if (side && (!isPlaced || (root().hasAttribute("data-may-remove") && moving.card.dataset.session !== ""))) {
    side.classList.add("is-under");
    return go({ out: true });
  }
  // Whoever lets go beside the table, or above it, means none of its places.
  const frame = table().parentElement.getBoundingClientRect();
  if (clientX < frame.left - BESIDE || clientX > frame.right + BESIDE || clientY < frame.top - BESIDE) {
    return go(isPlaced ? { ...moving.from } : { out: true });
  }
  const x = clientX - origin.left;
  const column = moving.columns.find((each) => x >= each.left && x < each.left + each.width);
  const room = moving.card.dataset.session === "" ? moving.from.room : (column?.room ?? moving.target.room ?? moving.from.room);
  const starts = snap(isPlaced ? moment + moving.grip : moment);
  return go({ starts, minutes: moving.from.minutes, room });
}

function scroll() {
  if (moving?.kind !== "pointer") return;
  const { clientX, clientY } = moving.pointer;
  const frame = table().parentElement;
  const rect = frame.getBoundingClientRect();
  const push = (value, first, last) => (value < first + EDGE ? -12 : value > last - EDGE ? 12 : 0);
  const down = push(clientY, 0, innerHeight);
  const inFrame = push(clientY, Math.max(rect.top, 0), Math.min(rect.bottom, innerHeight));
  const aside = clientX > rect.left && clientX < rect.right ? push(clientX, rect.left, rect.right) : 0;
  moving.atEdge = down || inFrame || aside ? (moving.atEdge ?? performance.now()) : null;
  if (moving.atEdge === null || performance.now() - moving.atEdge < REST) return requestAnimationFrame(scroll);
  const [top, left] = [frame.scrollTop, frame.scrollLeft];
  frame.scrollBy(aside, clientX > rect.left && clientX < rect.right ? inFrame : 0);
  if (frame.scrollTop === top) scrollBy(0, down);
  if (down || frame.scrollTop !== top || frame.scrollLeft !== left) follow();
  requestAnimationFrame(scroll);
}

document.addEventListener("pointerup", (event) => {
  if (pressed?.id !== event.pointerId) return;
  pressed = null;
  if (moving?.kind !== "pointer") return;
  // The click that follows a drag opens no link and picks nothing up.
  const swallow = (click) => [click.preventDefault(), click.stopPropagation()];
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
  putDown(isElsewhere() ? "drop" : "stop");
});

document.addEventListener("pointercancel", (event) => {
  if (pressed?.id !== event.pointerId) return;
  pressed = null;
  if (moving?.kind === "pointer") putDown("stop");
});

// Links and pictures have a drag of their own.
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-card]") && event.preventDefault());

function isElsewhere() {
  const { target, from, card } = moving;
  if (card.dataset.starts === undefined) return !target.out;
  if (target.out || target.day) return true;
  return ["starts", "minutes", "room"].some((name) => target[name] !== from[name]);
}

// Keyboard

document.addEventListener("click", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle || root().hasAttribute("data-saving") || moving) return;
  pickUp(handle.closest("[data-card]"), "keyboard", "move");
  tell("pick-up");
});

document.addEventListener("keydown", (event) => {
  if (!moving) return;
  if (event.key === "Escape") {
    event.preventDefault();
    pressed = null;
    return putDown("stop");
  }
  if (moving.kind !== "keyboard") return;
  const { target } = moving;
  const step = event.shiftKey ? HOUR : STEP;
  const isRightToLeft = getComputedStyle(table()).direction === "rtl";
  const acts = {
    ArrowUp: () => go({ ...target, starts: target.starts - step }),
    ArrowDown: () => go({ ...target, starts: target.starts + step }),
    ArrowLeft: () => go({ ...target, room: beside(isRightToLeft ? 1 : -1) }),
    ArrowRight: () => go({ ...target, room: beside(isRightToLeft ? -1 : 1) }),
    "+": () => go({ ...target, minutes: (target.minutes ?? OPEN_END) + 5 }),
    "-": () => go({ ...target, minutes: Math.max(5, (target.minutes ?? OPEN_END) - 5) }),
    Enter: () => putDown(isElsewhere() ? "drop" : "stop"),
    " ": () => {
      isDroppedBySpace = true;
      putDown(isElsewhere() ? "drop" : "stop");
    },
  };
  const act = acts[event.key === "−" ? "-" : event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

// The key that drops does not press the handle again when it comes up.
document.addEventListener("keyup", (event) => {
  if (event.key !== " " || !isDroppedBySpace) return;
  isDroppedBySpace = false;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (moving?.kind === "keyboard" && event.target.closest?.(".handle") && document.hasFocus()) putDown("stop");
});

function beside(step) {
  if (moving.card.dataset.session === "") return moving.from.room;
  const { columns, target } = moving;
  const index = columns.findIndex((each) => each.room === target.room);
  return columns[Math.min(Math.max(index + step, 0), columns.length - 1)].room;
}
