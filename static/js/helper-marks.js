// Marks of a helper at a door: kept on the phone until the server has answered for each of them, sent again after growing
// pauses. While one is on its way it counts as being sent; as done once the server says so, or at once where there is no
// network to ask. Each has a random key, so that what is sent twice counts once. Without this script each mark is a form;
// where the browser keeps nothing, this script steps back.

const MARK = "womconf-mark:"; // in localStorage, one item for each: two tabs never write over each other
const REFUSED = "womconf-refused:";
const AT_ONCE = 100; // marks in one request
const PAUSES = [1, 2, 5, 10, 20, 30]; // seconds; the last one again and again
const PATIENCE = 8000; // milliseconds after which a line that does not answer counts as none
const REFRESH = 60; // seconds between two looks at what others have marked
const TWICE = 700; // milliseconds: the second half of a double tap takes nothing back
const REST = 5000; // milliseconds for which a code that stays before the camera is not read again
const CODE = /^(?:.*\/)?([A-Z2-7]{16})\/?$/i;

const home = document.querySelector("[data-helper]");
const list = () => document.querySelector("[data-list][data-door]");
const field = document.getElementById("q");
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
let [tries, timer, later, isSending, isOver, looked, answered] = [0, null, null, false, false, Date.now(), 0];
let isWithoutNetwork = !navigator.onLine;
const scanned = new Map(); // when each code was last before the camera
let latest = null; // what the bar at the bottom tells: { key, kind, name } of the mark made last, `refusal` once it was refused

// What is kept

function items(prefix) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const found = keys.map((key) => JSON.parse(localStorage.getItem(key)));
  return found.sort((one, other) => one.number - other.number);
}

function keep(mark) {
  const number = Number(localStorage.getItem("womconf-number") ?? 0) + 1;
  const door = { session: list()?.dataset.door, title: document.querySelector("h1").textContent };
  const whole = { ...door, ...mark, number, key: crypto.randomUUID(), at: new Date().toISOString() };
  try {
    localStorage.setItem("womconf-number", number);
    localStorage.setItem(MARK + whole.key, JSON.stringify(whole));
  } catch {
    return null; // refused, or full
  }
  return whole;
}

function note(mark) {
  const whole = keep(mark);
  if (!whole) return false;
  const isAgain = ({ code, session }) => code && code === whole.code && session === whole.session;
  for (const { key } of items(REFUSED).filter(isAgain)) localStorage.removeItem(REFUSED + key);
  const row = rowOf(whole.code);
  latest = { key: whole.key, kind: whole.kind, name: whole.name ?? (row ? nameOf(row) : "") };
  show();
  send();
  return true;
}

// What is shown

const rowOf = (code) => (code ? document.getElementById(code) : null);
const nameOf = (row) => row.querySelector("bdi")?.textContent ?? "";
const isHereAt = (door) => Boolean(door) && door === list()?.dataset.door;
const countsAtOnce = () => isWithoutNetwork && !isOver;

function show() {
  const marks = items(MARK);
  home.toggleAttribute("data-sends", marks.length > 0);
  const asked = new Map(); // the last mark of each row
  for (const mark of marks.filter(({ session, isTakenBack }) => isHereAt(session) && !isTakenBack)) {
    if (mark.kind === "walk_in") addRow(mark);
    asked.set(mark.kind === "walk_in" ? mark.key : mark.code, mark);
  }
  for (const row of list()?.querySelectorAll("li[id]") ?? []) setRow(row, asked.get(row.id));
  const says = document.querySelector("[data-waiting]");
  says.hidden = !marks.length || !(isOver || isWithoutNetwork);
  const counted = marks.length === 1 ? home.dataset.waitOne : home.dataset.waitMany;
  says.textContent = says.hidden ? "" : (isOver || counted).replace("{count}", marks.length);
  showRefused();
  showLatest();
  if (list()) {
    const here = list().querySelectorAll("[data-here]").length;
    const count = document.querySelector("[data-count]");
    if (!new URLSearchParams(location.search).get("q")) {
      count.firstElementChild.textContent = count.dataset.count.replace("{here}", here).replace("{places}", places());
    }
  }
}

const places = () => Number(list().dataset.places) + list().querySelectorAll("[data-provisional]:is([data-here], [data-entered])").length;

// `isKnownHere` is what the server has said of the person; the mark is what the helper asks for since.
function setRow(row, mark) {
  if (!mark && row.isKnownHere === undefined) return;
  row.isKnownHere ??= row.hasAttribute("data-here");
  const button = row.querySelector("button");
  const isHere = mark ? mark.kind !== "not" : row.isKnownHere;
  row.toggleAttribute("data-here", mark && !countsAtOnce() ? row.isKnownHere : isHere);
  row.toggleAttribute("data-waits", Boolean(mark) && (isWithoutNetwork || Boolean(isOver)));
  if (mark && !isWithoutNetwork && !isOver) row.dataset.sending = home.dataset.sending;
  else delete row.dataset.sending;
  button.name = isHere ? "not" : "present";
  button.firstChild.textContent = isHere ? home.dataset.takeBack : home.dataset.here;
}

function addRow({ key, name }) {
  if (!document.getElementById(key)) list().prepend(newRow(key, name));
  return document.getElementById(key);
}

function newRow(key, called) {
  const row = document.createElement("li");
  row.id = key;
  row.isKnownHere = false;
  row.setAttribute("data-provisional", "");
  const [who, name, button, whose] = ["span", "bdi", "button", "span"].map((tag) => document.createElement(tag));
  name.textContent = called;
  who.append(name);
  whose.className = "visually-hidden";
  whose.textContent = `: ${called}`;
  button.name = "not";
  button.append(home.dataset.takeBack, whose);
  row.append(who, button);
  return row;
}

// What was refused stands beside the person until somebody has seen it; above the list if they are not on it.
function showRefused() {
  const all = items(REFUSED);
  const above = document.querySelector("[data-refused]");
  const keys = new Set(all.map(({ key }) => key));
  for (const old of document.querySelectorAll("[data-refusal]")) if (!keys.has(old.dataset.refusal)) old.remove();
  for (const row of document.querySelectorAll("[data-turned-away]")) if (!keys.has(row.id)) row.remove();
  for (const refused of all.filter(({ key }) => !document.querySelector(`[data-refusal="${key}"]`))) {
    (isHereAt(refused.session) && refusedRow(refused) || above).append(newRefusal(refused));
  }
  above.hidden = !above.children.length;
}

function refusedRow(refused) {
  if (refused.code) return rowOf(refused.code);
  const row = refused.name && addRow(refused);
  row?.setAttribute?.("data-turned-away", ""); // nobody there who could be marked
  return row;
}

function newRefusal({ key, session, title, said }) {
  const refusal = document.querySelector("[data-refused-row]").content.cloneNode(true).firstElementChild;
  refusal.dataset.refusal = key;
  refusal.querySelector("span").textContent = title && !isHereAt(session) ? `${title}: ${said}` : said;
  refusal.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(REFUSED + key);
    if (latest?.key === key) latest = null;
    show();
  });
  return refusal;
}

function showLatest() {
  const bar = document.querySelector("[data-last]");
  const [text, look] = (latest && told(latest)) || ["", ""];
  bar.hidden = !text;
  bar.className = `notice ${look}`;
  if (bar.textContent !== text) bar.textContent = text; // what is written again is read out again
}

function told({ key, kind, name, refusal }) {
  const isKept = localStorage.getItem(MARK + key) !== null;
  if (refusal) return [refusal, "warning"];
  if (isKept && isOver) return null; // the bar above says why
  if (!name) return isKept ? [home.dataset.unknown, ""] : [home.dataset.marked, "success"];
  if (isKept && !countsAtOnce()) return [`${name}: ${home.dataset.sending}`, ""];
  return [`${kind === "not" ? "–" : "✓"} ${name}`, "success"];
}

// Sending

async function send() {
  clearTimeout(timer);
  if (isSending || !items(MARK).length) return;
  isSending = true;
  const silent = setTimeout(() => isAnswering(false), PATIENCE);
  const next = () => sendNext().catch(() => isAnswering(false));
  const isSent = await (navigator.locks ? navigator.locks.request("womconf-marks", next) : next());
  clearTimeout(silent);
  isSending = false;
  tries = isSent ? 0 : tries + 1;
  show();
  if (items(MARK).length) timer = setTimeout(send, isSent ? 0 : 1000 * (PAUSES[tries - 1] ?? PAUSES.at(-1)));
  else if (isSent) look();
}

function isAnswering(is) {
  isWithoutNetwork = !is;
  show();
  return is;
}

async function sendNext() {
  const marks = items(MARK).slice(0, AT_ONCE);
  if (!marks.length) return true;
  for (const mark of marks) localStorage.setItem(MARK + mark.key, JSON.stringify({ ...mark, isTried: true }));
  const sent = marks.map(({ number: _number, title: _title, isTried: _tried, isTakenBack: _taken, ...mark }) => mark);
  const response = await fetch(home.dataset.marks, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ sent_at: new Date().toISOString(), marks: sent }),
    keepalive: marks.length < AT_ONCE,
    redirect: "error",
  });
  isWithoutNetwork = false;
  if (!response.ok) return refusedAll(response.status);
  isOver = false;
  const { answers } = await response.json();
  for (const answer of answers) take(answer, marks.find((mark) => mark.key === answer.key));
  return answers.length > 0;
}

// A mark leaves the phone only here, when the server has answered for it.
function take(answer, mark) {
  if (!mark) return;
  answered += 1;
  const { number, key, kind, session, title, code, name } = mark;
  const { isTakenBack } = JSON.parse(localStorage.getItem(MARK + key) ?? "{}"); // while it was being sent
  const row = isHereAt(session) ? rowOf(kind === "walk_in" ? key : code) : null;
  if (answer.outcome !== "refused") {
    if (row) row.isKnownHere = kind !== "not";
  } else if (!isTakenBack) {
    localStorage.setItem(REFUSED + key, JSON.stringify({ number, key, session, title, code, name, said: answer.said }));
    if (latest?.key === key) latest.refusal = answer.said;
  }
  localStorage.removeItem(MARK + key);
  if (!answer.code) return;
  if (row) row.id = row.querySelector("button").value = answer.code;
  row?.setAttribute("data-entered", "");
  if (isTakenBack) keep({ kind: "not", code: answer.code, how: "list", session, title });
}

// Somebody without registration, before the server has answered for them: what has not left yet need not leave. What
// may have arrived is sent until there is an answer, and then taken back there.
function takeWalkInBack(row) {
  const mark = JSON.parse(localStorage.getItem(MARK + row.id) ?? "null");
  if (mark?.isTried) localStorage.setItem(MARK + row.id, JSON.stringify({ ...mark, isTakenBack: true }));
  else localStorage.removeItem(MARK + row.id);
  latest = { key: row.id, kind: "not", name: nameOf(row) };
  row.remove();
  show();
}

async function refusedAll(status) {
  if (status === 410) isOver = home.dataset.over;
  if (status === 403) {
    // Either the link is closed on this phone, or the page is older than its cookie.
    const page = await fetch(location.href, { cache: "no-store" });
    if (page.ok) token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]").value;
    else isOver = home.dataset.again;
  }
  if ([403, 410].includes(status) && isOver) await caches?.delete("helper");
  return false;
}

// What others have marked meanwhile. The answer is also what a reload without a network shows.
async function look() {
  clearTimeout(later);
  const early = looked + REFRESH * 1000 - Date.now();
  if (early > 0) later = setTimeout(look, early);
  if (!list() || document.hidden || early > 0) return;
  looked = Date.now();
  const before = answered;
  const page = await fetch(location.href).catch(() => null);
  if (!page?.ok || page.headers.has("Kept-Until")) return;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-list]");
  if (!fresh || answered !== before) return; // it may be older than what was answered meanwhile
  const focused = document.activeElement?.closest("[data-list] li")?.id;
  list().replaceWith(document.adoptNode(fresh));
  rowOf(focused)?.querySelector("button")?.focus();
  search();
  show();
}

// Searching

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function search() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of list().querySelectorAll("li[id]")) {
    const text = fold(row.firstElementChild.textContent);
    row.hidden = !words.every((word) => text.includes(word)) && !row.querySelector("[data-refusal]");
    shown += !row.hidden;
  }
  document.querySelector("[data-no-match]").hidden = Boolean(shown) || !words.length;
}

function start() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.matches("[data-walk-in]")) {
      const name = form.elements.name.value.trim();
      const isNoted = name && note({ kind: "walk_in", name, organisation: form.elements.organisation.value.trim() });
      if (!isNoted) return;
      event.preventDefault();
      form.reset();
      form.scrollIntoView({ block: "center" }); // not under what was just said
    } else if (form.matches("[data-search]")) {
      const code = CODE.exec(field.value.trim())?.[1].toUpperCase();
      event.preventDefault();
      if (!code) return;
      note({ kind: "present", code, how: "code" });
      field.value = "";
      search();
    } else if (submitter?.closest("[data-list][data-door]")) {
      const row = submitter.closest("li");
      const isDouble = Date.now() - (row.touched ?? 0) < TWICE;
      const kind = submitter.name;
      if (localStorage.getItem(MARK + row.id)) takeWalkInBack(row);
      else if (!isDouble && !note({ kind, code: row.id, how: field.value ? "search" : "list" })) return;
      event.preventDefault();
      row.touched = Date.now();
    }
  });
  field?.addEventListener("input", search);
  document.addEventListener("helper-scanned", ({ detail }) => {
    const code = CODE.exec(detail)?.[1].toUpperCase();
    if (code && Date.now() - (scanned.get(code) ?? 0) > REST) note({ kind: "present", code, how: "code" });
    if (code) scanned.set(code, Date.now());
  });
  addEventListener("online", send);
  addEventListener("storage", show);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    tries = 0;
    send();
    look();
  });
  show();
  send();
}

// A phone that is given back shows nothing any more.
document.querySelector("[data-end]")?.addEventListener("submit", async (event) => {
  const form = event.target;
  const asks = form.querySelector("[data-asks-end]");
  event.preventDefault();
  if (items(MARK).length && asks.hidden) {
    asks.textContent = home.dataset.askEnd;
    asks.hidden = false;
    return;
  }
  for (const key of Object.keys(localStorage)) if (key.startsWith(MARK) || key.startsWith(REFUSED)) localStorage.removeItem(key);
  await forget();
  form.submit();
});

async function forget() {
  if (!("serviceWorker" in navigator)) return;
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.filter(({ scope }) => scope.endsWith("/helper/")).map((worker) => worker.unregister()));
  await caches.delete("helper");
}

async function surviveReloads() {
  if (!("serviceWorker" in navigator)) return;
  const controlled = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await navigator.serviceWorker.register(home.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    active.postMessage("claim"); // it may have looked for its pages just before this one was there
    await controlled;
  }
  const kept = await caches.open("helper");
  if (!(await kept.match(location.href))) {
    // Loaded before there was a worker to keep it.
    const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((file) => file.href ?? file.src);
    await Promise.all([location.href, ...files].map((address) => fetch(address)));
  }
  if (!(await kept.match(home.dataset.noNetwork))) await fetch(home.dataset.noNetwork);
  document.documentElement.dataset.survives = "";
}

if (home) {
  start();
  surviveReloads().catch(() => {});
} else if (document.querySelector("[data-forget]")) forget().catch(() => {});
