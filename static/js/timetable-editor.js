// The timetable and the server: what a move would hurt is asked while it goes on; a drop sends the small form of the slot
// as it would be sent without this script, and takes over the page that the server answers with. Nothing is shown as
// moved that is not stored. An answer that is a form (a question, or what somebody else has changed) opens in a dialog.

const PAUSE = 150; // milliseconds before the numbers are asked for
const LOOK = 20_000; // milliseconds between two looks at what others have changed
const MOST_STEPS = 20; // that can be undone
const UNDO_FOR = 30 * 60_000; // ms: what was done longer ago, people may have been told of

const root = () => document.getElementById("timetable");
const panel = document.getElementById("timetable-panel");
const dialog = document.getElementById("timetable-dialog");
const words = panel.dataset;
const undoButton = document.getElementById("timetable-undo");
const store = `womconf-undo:${root().dataset.conference}`;
let [timer, controller, told, isOver] = [null, null, null, false];

function say(text, isBad = false) {
  panel.classList.toggle("is-bad", isBad);
  document.getElementById("timetable-said").textContent = text;
}

// What the page says at its head is said where the eye is, and there alone: with the link to those who do not know it yet.
function sayMessages() {
  const said = [...document.querySelectorAll("#timetable-messages li")];
  say("");
  document.getElementById("timetable-said").append(...said.flatMap((each) => [...each.childNodes, " "]));
  document.getElementById("timetable-messages").replaceChildren();
}

// What a form of a card says

const part = (zoned, type) => zoned.find((each) => each.type === type).value;

function onTheClock(moment) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: root().dataset.zone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  const shown = format.formatToParts(moment);
  const day = `${part(shown, "year")}-${part(shown, "month")}-${part(shown, "day")}`;
  return [day, `${part(shown, "hour")}:${part(shown, "minute")}`];
}

// Day, time, and for an hour that the clocks show twice which of the two, as the form wants it.
function moment(starts) {
  const [day, time] = onTheClock(starts);
  const isSame = (hours) => onTheClock(starts + hours * 3_600_000).join() === `${day},${time}`;
  return [day, time, isSame(-1) ? "1" : isSame(1) ? "0" : ""];
}

function shown(card) {
  return card.dataset.starts === undefined
    ? {}
    : { starts: card.dataset.shown.split("|"), minutes: card.dataset.minutes, room: card.dataset.room };
}

function fields({ starts, minutes, room }, prefix = "") {
  const named = starts.map((value, index) => [`${prefix}starts_at_${index}`, value]);
  return [...named, [`${prefix}minutes`, minutes ?? ""], [`${prefix}room`, room]];
}

function wanted(card, target) {
  const now = shown(card);
  const isSameStart = target.starts === Number(card.dataset.starts);
  let starts = isSameStart ? now.starts : moment(target.starts);
  // What is refused comes back as it was sent: the day as the page writes it, where it is the same.
  if (!isSameStart && now.starts && starts[0] === onTheClock(Number(card.dataset.starts))[0]) starts[0] = now.starts[0];
  if (target.day) starts = [target.day, moment(Number(card.dataset.starts))[1], ""];
  return { starts, minutes: target.minutes, room: target.room };
}

const before = (card) => (card.dataset.starts === undefined ? [] : fields(shown(card), "initial-"));

// While something moves

document.addEventListener("timetable-pick-up", over);
document.addEventListener("timetable-over", over);

function over(event) {
  const { card, target, times, place } = event.detail;
  clearTimeout(timer);
  controller?.abort();
  told = null;
  if (target.out) return say(card.dataset.starts === undefined ? "" : words.takesOut);
  const where = [times, place].filter(Boolean).join(", ");
  const lead = event.type === "timetable-pick-up" ? `${words.pickedUp} ${where}` : where;
  say(lead);
  timer = setTimeout(askNumbers, PAUSE, card, target, lead);
}

async function askNumbers(card, target, lead) {
  const asked = new URLSearchParams(fields(wanted(card, target))).toString();
  controller = new AbortController();
  try {
    const response = await fetch(`${card.dataset.url}numbers/?${asked}`, { signal: controller.signal });
    if (response.redirected) return say(words.loggedOut, true);
    if (!response.ok) return say(`${lead}. ${words.noNumbers}`, true);
    const found = await response.json();
    told = asked;
    say([lead && `${lead}.`, ...found.said].filter(Boolean).join(" "), found.hurts || found.is_refused);
  } catch (error) {
    if (error.name !== "AbortError") say(`${lead}. ${words.noNumbers}`, true);
  }
}

document.addEventListener("timetable-stop", () => {
  clearTimeout(timer);
  controller?.abort();
  say(words.putBack);
});

// Dropping

document.addEventListener("timetable-drop", (event) => {
  const { card, target } = event.detail;
  clearTimeout(timer);
  controller?.abort();
  const typed = target.out ? [["remove", "1"], ...fields(shown(card))] : fields(wanted(card, target));
  const isTold = !target.out && told === new URLSearchParams(typed).toString();
  const meant = isTold ? [["move_meant", "on"]] : [];
  const { name, session, card: key } = card.dataset;
  const step = { name, session, key, former: shown(card), isRemoval: Boolean(target.out) };
  send(card.dataset.url, [...typed, ...before(card), ...meant], step);
});

async function send(address, data, step) {
  if (root().hasAttribute("data-saving")) return;
  root().setAttribute("data-saving", "");
  say(words.saving);
  try {
    let response = await post(address, data);
    if (response.status === 403 && (await renewToken())) response = await post(address, data);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    await take(response, page, step);
  } catch {
    say(words.noNetwork, true);
    look();
  } finally {
    root().removeAttribute("data-saving");
  }
}

function post(address, data) {
  const body = new URLSearchParams(data);
  body.set("csrfmiddlewaretoken", document.querySelector("#timetable-token input").value);
  return fetch(address, { method: "POST", body });
}

// Whoever has logged in anew in another window has another token there, so here, too.
async function renewToken() {
  const response = await fetch(`?day=${root().dataset.day}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [token, there] = [page, document].map((each) => each.querySelector("#timetable-token input"));
  if (!token || !there) return false;
  there.value = token.value;
  return true;
}

async function take(response, page, step) {
  const form = page.getElementById("timetable-slot_form");
  if (page.getElementById("timetable")) {
    dialog.close();
    takeOver(page, response.url);
    remember(step, new URL(response.url).searchParams);
    return sayMessages();
  }
  if (form) return form.dataset.state === "refused" && !dialog.open ? refuse(form) : ask(page, form, step);
  dialog.close();
  if (response.status === 403) return say(words.noRight, true);
  if (response.redirected) return say(words.loggedOut, true);
  const isGone = [404, 410].includes(response.status);
  if (isGone && step.isUndo) keep(steps().slice(0, -1)); // nobody can do that any more
  say(isGone ? words.gone : words.failed, true);
  return look();
}

function refuse(form) {
  document.getElementById("timetable-messages").replaceChildren(); // of what was done before
  const refusals = [...form.querySelectorAll(".errorlist li")].filter((each) => !each.querySelector("input")); // no question
  const reasons = refusals.map((each) => each.textContent.trim());
  say([words.notMoved, ...reasons].join(" "), true);
  look();
}

// A question, or what somebody else has changed beside what was wanted here.
function ask(page, form, step) {
  const title = document.createElement("h2");
  title.id = "timetable-dialog-title";
  title.textContent = step.name;
  dialog.firstElementChild.replaceChildren(title, document.adoptNode(form));
  form.querySelector(".closelink")?.remove();
  for (const other of form.querySelectorAll("[name=tell], [name=remove]")) other.remove();
  form.step = { ...step, former: stored(form) ?? step.former };
  if (!dialog.open) dialog.showModal();
  say("");
}

// What the form of a slot says is stored: after somebody else's change, this is what an undo goes back to.
function stored(form) {
  const [day, time, which, minutes, room] = ["starts_at_0", "starts_at_1", "starts_at_2", "minutes", "room"].map(
    (name) => form.querySelector(`[name="initial-${name}"]`)?.value ?? "",
  );
  return day ? { starts: [day, time, which], minutes, room } : null;
}

dialog.addEventListener("submit", (event) => {
  const form = event.target;
  event.preventDefault();
  const data = [...new FormData(form, event.submitter)];
  if (form.step.isRemoval) data.push(["remove", "1"]);
  send(form.getAttribute("action"), data, form.step);
});
dialog.addEventListener("close", () => {
  dialog.firstElementChild.replaceChildren();
  look();
});
document.getElementById("timetable-dialog-close").addEventListener("click", () => dialog.close());

// Taking over what the server shows

function takeOver(page, address) {
  const focused = document.activeElement?.id;
  const frame = document.querySelector(".timetable-frame");
  const [left, top] = [frame.scrollLeft, frame.scrollTop];
  const news = page.getElementById("timetable-messages");
  if (news.children.length) document.getElementById("timetable-messages").replaceWith(document.adoptNode(news));
  root().replaceWith(document.adoptNode(page.getElementById("timetable")));
  document.querySelector(".timetable-frame").scrollTo(left, top);
  const [token, there] = [page, document].map((each) => each.querySelector("#timetable-token input"));
  there.value = token.value;
  const query = new URL(address).searchParams;
  const day = root().dataset.day;
  history.replaceState(null, "", `?day=${day}`);
  const card = query.has("slot") ? `handle-slot-${query.get("slot")}` : `handle-session-${query.get("session")}`;
  (document.getElementById(card) ?? document.getElementById(focused))?.focus({ preventScroll: true });
}

// Undo

const steps = () =>
  JSON.parse(sessionStorage.getItem(store) ?? "[]").filter(({ doneAt }) => Date.now() - doneAt < UNDO_FOR);

function keep(all) {
  try {
    sessionStorage.setItem(store, JSON.stringify(all.slice(-MOST_STEPS)));
  } catch {
    // refused, or full: then there is one step less to undo
  }
  showUndo();
}

function showUndo() {
  const last = steps().at(-1);
  undoButton.hidden = !last;
  undoButton.textContent = last ? `${words.undo}: ${last.name}` : "";
}

// What was done stands on the page by now: the way back needs what it shows as the version.
function remember(step, query) {
  const key = query.has("slot") ? `slot-${query.get("slot")}` : `session-${step.session}`;
  const all = steps();
  if (step.isUndo) {
    all.pop();
    // A time that was taken out and came back is another one: earlier steps are about it now.
    for (const each of all.filter((other) => other.key === step.lost)) {
      Object.assign(each, { key, url: each.url.replace(`/${each.key}/`, `/${key}/`) });
    }
  } else {
    const card = document.querySelector(`[data-card="${key}"]`);
    const { name, session, former } = step;
    const way = { key, url: card?.dataset.url, former, lost: step.key };
    if (card) all.push({ name, session, ...way, now: shown(card), doneAt: Date.now() });
  }
  keep(all);
}

undoButton.addEventListener("click", () => {
  const last = steps().at(-1);
  if (!last) return;
  const isRemoval = !last.former.starts;
  const typed = isRemoval ? [["remove", "1"], ...fields(last.now)] : fields(last.former);
  const version = last.now.starts ? fields(last.now, "initial-") : [];
  const step = { name: last.name, session: last.session, lost: last.lost, isUndo: true, isRemoval };
  send(last.url, [...typed, ...version, ["move_meant", "on"]], step);
});

// What others change meanwhile

async function look() {
  showUndo();
  if (isOver || document.hidden || dialog.open || root().dataset.moving) return;
  const { day, version } = root().dataset;
  try {
    const response = await fetch(`?day=${day}&known=${version}`);
    if (response.redirected || response.status === 403) {
      isOver = true;
      return say(words.loggedOut, true);
    }
    if (response.status !== 200 || root().dataset.moving || root().hasAttribute("data-saving")) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById("timetable") || root().dataset.moving || root().hasAttribute("data-saving")) return;
    takeOver(page, response.url);
    say([document.getElementById("timetable-said").textContent, words.others].filter(Boolean).join(" "));
  } catch {
    // without a network this page says so with the next drop
  }
}

// A day that begins in the evening opens where it begins, not on empty hours.
function showFirst() {
  const frame = document.querySelector(".timetable-frame");
  const first = [...frame.querySelectorAll("tbody tr")].find((row) => row.querySelector(".card"));
  if (location.hash || !first || first.offsetTop < frame.clientHeight / 2) return;
  frame.scrollTop = first.offsetTop;
  first.scrollIntoView({ block: "nearest" });
}

setInterval(look, LOOK);
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => event.persisted && look()); // somebody came back
showUndo();
showFirst();
