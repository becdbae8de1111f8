// Marks of a helper at a door: shown at once, kept on the phone until the server has answered for each of them, sent
// again after growing pauses. Each has a random key, so that what is sent twice counts once. Without this script each
// mark is a form; where the browser keeps nothing, this script steps back.

const MARK = "womconf-mark:"; // in localStorage, one item for each: two tabs never write over each other
const REFUSED = "womconf-refused:";
const AT_ONCE = 100; // marks in one request
const PAUSES = [1, 2, 5, 10, 20, 30]; // seconds; the last one again and again
const REFRESH = 60; // seconds between two looks at what others have marked
const TWICE = 700; // milliseconds: the second half of a double tap takes nothing back
const CODE = /^(?:.*\/)?([A-Z2-7]{16})\/?$/i;

const home = document.querySelector("[data-helper]");
const list = () => document.querySelector("[data-list][data-door]");
const field = document.getElementById("q");
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
let [tries, timer, later, isSending, isOver, looked] = [0, null, null, false, false, Date.now()];

// What is kept

function items(prefix) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const found = keys.map((key) => JSON.parse(localStorage.getItem(key)));
  return found.sort((one, other) => one.number - other.number);
}

function note(mark) {
  const number = Number(localStorage.getItem("womconf-number") ?? 0) + 1;
  const door = { session: list()?.dataset.door, title: document.querySelector("h1").textContent };
  const whole = { ...door, ...mark, number, key: crypto.randomUUID(), at: new Date().toISOString() };
  try {
    localStorage.setItem("womconf-number", number);
    localStorage.setItem(MARK + whole.key, JSON.stringify(whole));
  } catch {
    return false; // refused, or full
  }
  show();
  send();
  return true;
}

// What is shown

const rowOf = (code) => (code ? document.getElementById(code) : null);
const nameOf = (row) => row.querySelector("bdi")?.textContent ?? "";

function setRow(row, isHere, waits) {
  const button = row.querySelector("button");
  const label = isHere ? home.dataset.takeBack : home.dataset.here;
  row.toggleAttribute("data-here", isHere);
  row.toggleAttribute("data-waits", waits);
  button.name = isHere ? "not" : "present";
  button.firstChild.textContent = label;
}

function show() {
  const marks = items(MARK);
  for (const row of document.querySelectorAll("[data-waits]")) row.removeAttribute("data-waits");
  for (const mark of marks) {
    if (mark.session !== list()?.dataset.door) continue;
    if (mark.kind === "walk_in" && !mark.isTakenBack) addWalkIn(mark);
    else if (rowOf(mark.code)) setRow(rowOf(mark.code), mark.kind === "present", true);
  }
  const says = document.querySelector("[data-waiting]");
  says.hidden = !marks.length;
  const counted = marks.length === 1 ? home.dataset.waitOne : home.dataset.waitMany;
  says.textContent = (isOver || counted).replace("{count}", marks.length);
  showRefused();
  if (list()) {
    const here = list().querySelectorAll("[data-here]").length;
    const count = document.querySelector("[data-count]");
    if (!new URLSearchParams(location.search).get("q")) {
      count.firstElementChild.textContent = count.dataset.count.replace("{here}", here).replace("{places}", places());
    }
  }
}

const places = () => Number(list().dataset.places) + list().querySelectorAll("[data-provisional]").length;

function addWalkIn(mark) {
  if (!document.getElementById(mark.key)) list().prepend(newRow(mark));
  document.getElementById(mark.key).setAttribute("data-waits", "");
}

function newRow(mark) {
  const row = document.createElement("li");
  row.id = mark.key;
  for (const name of ["data-here", "data-provisional"]) row.setAttribute(name, "");
  const [who, name, button, whose] = ["span", "bdi", "button", "span"].map((tag) => document.createElement(tag));
  name.textContent = mark.name;
  who.append(name);
  whose.className = "visually-hidden";
  whose.textContent = `: ${mark.name}`;
  button.name = "not";
  button.append(home.dataset.takeBack, whose);
  row.append(who, button);
  return row;
}

function showRefused() {
  const all = items(REFUSED);
  const where = document.querySelector("[data-refused]");
  where.hidden = !all.length;
  where.replaceChildren(...all.map((refused) => {
    const row = document.querySelector("[data-refused-row]").content.cloneNode(true);
    const isElsewhere = refused.title && refused.session !== list()?.dataset.door;
    row.querySelector("span").textContent = isElsewhere ? `${refused.title}: ${refused.said}` : refused.said;
    row.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(REFUSED + refused.key);
      showRefused();
    });
    return row;
  }));
}

function say(text) {
  const last = document.querySelector("[data-last]");
  last.hidden = !text;
  last.textContent = text;
}

// Sending

async function send() {
  clearTimeout(timer);
  if (isSending || !items(MARK).length) return;
  isSending = true;
  const isSent = await (navigator.locks ? navigator.locks.request("womconf-marks", sendNext) : sendNext()).catch(() => false);
  isSending = false;
  tries = isSent ? 0 : tries + 1;
  show();
  if (items(MARK).length) timer = setTimeout(send, isSent ? 0 : 1000 * (PAUSES[tries - 1] ?? PAUSES.at(-1)));
  else if (isSent) look();
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
  if (!response.ok) return refusedAll(response.status);
  isOver = false;
  const { answers } = await response.json();
  for (const answer of answers) take(answer, marks.find((mark) => mark.key === answer.key));
  return answers.length > 0;
}

// A mark leaves the phone only here, when the server has answered for it.
function take(answer, mark) {
  if (!mark) return;
  if (answer.outcome === "refused") {
    const { number, key, session, title } = mark;
    localStorage.setItem(REFUSED + key, JSON.stringify({ number, key, session, title, said: answer.said }));
    const row = rowOf(mark.code);
    if (row && mark.session === list()?.dataset.door) setRow(row, mark.kind !== "present", false);
    document.getElementById(mark.key)?.remove();
    say(""); // what stands there may be that they are here
  }
  const { isTakenBack } = JSON.parse(localStorage.getItem(MARK + mark.key) ?? "{}"); // while it was being sent
  localStorage.removeItem(MARK + mark.key);
  if (!answer.code) return;
  const entered = document.getElementById(mark.key);
  if (entered) entered.id = entered.querySelector("button").value = answer.code;
  if (isTakenBack) note({ kind: "not", code: answer.code, how: "list", session: mark.session, title: mark.title });
}

// Somebody without registration, before the server has answered for them: what has not left yet need not leave. What
// may have arrived is sent until there is an answer, and then taken back there.
function takeWalkInBack(row) {
  const mark = JSON.parse(localStorage.getItem(MARK + row.id) ?? "null");
  if (mark?.isTried) localStorage.setItem(MARK + row.id, JSON.stringify({ ...mark, isTakenBack: true }));
  else localStorage.removeItem(MARK + row.id);
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
  const page = await fetch(location.href).catch(() => null);
  if (!page?.ok || page.headers.has("Kept-Until")) return;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-list]");
  if (!fresh) return;
  const focused = document.activeElement?.closest("[data-list] li")?.id;
  list().replaceWith(document.adoptNode(fresh));
  rowOf(focused)?.querySelector("button")?.focus();
  search();
  show();
}

// Searching and scanning

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function search() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of list().querySelectorAll("li[id]")) {
    const text = fold(row.firstElementChild.textContent);
    row.hidden = !words.every((word) => text.includes(word));
    shown += !row.hidden;
  }
  document.querySelector("[data-no-match]").hidden = Boolean(shown) || !words.length;
}

function markByCode(code) {
  const row = rowOf(code);
  if (!note({ kind: "present", code, how: "code" })) return;
  say(row ? `✓ ${nameOf(row)}` : home.dataset.unknown);
}

async function scan() {
  const video = document.querySelector("[data-camera]");
  if (video.srcObject) {
    video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
    return;
  }
  const none = document.querySelector("[data-no-camera]");
  const unanswered = setTimeout(() => (none.hidden = false), 3000); // a browser may ask for ever
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  clearTimeout(unanswered);
  none.hidden = Boolean(stream);
  if (!stream) return;
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const seen = new Map();
  while (video.srcObject) {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) {
      const code = CODE.exec(rawValue.trim())?.[1].toUpperCase();
      if (code && Date.now() - (seen.get(code) ?? 0) > 5000) markByCode(code);
      if (code) seen.set(code, Date.now());
    }
    await new Promise((done) => setTimeout(done, 200));
  }
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
      say(`✓ ${name}`);
      form.scrollIntoView({ block: "center" }); // not under what was just said
    } else if (form.matches("[data-search]")) {
      const code = CODE.exec(field.value.trim())?.[1].toUpperCase();
      event.preventDefault();
      if (!code) return;
      markByCode(code);
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
      if (!isDouble) say(`${kind === "present" ? "✓" : "–"} ${nameOf(row)}`);
    }
  });
  field?.addEventListener("input", search);
  const button = document.querySelector("[data-scan]");
  if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
    button.hidden = false;
    button.addEventListener("click", scan);
  }
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
