// The programme, a session, a person, a host, a room, a track: what makes these pages handier. All is there without it.

// Says beside each time what it is on the reader's own clock, where that differs from the conference's.

const zone = document.querySelector("[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeZone: here, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockWithDay = new Intl.DateTimeFormat(language, { timeZone: here, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function dayAndTime(moment, timeZone) {
  const format = new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(moment).split(", ");
}

function addOwnTime(place) {
  const moments = [...place.querySelectorAll("time[datetime]")].map((time) => new Date(time.dateTime));
  const [day, time] = dayAndTime(moments[0], zone.dataset.zone);
  const [ownDay, ownTime] = dayAndTime(moments[0], here);
  if (day === ownDay && time === ownTime) return;
  let shownDay = day;
  const ownTimes = moments.map((moment) => {
    const [itsDay] = dayAndTime(moment, here);
    const written = (itsDay === shownDay ? clock : clockWithDay).format(moment);
    shownDay = itsDay;
    return written;
  });
  const own = document.createElement("span");
  own.className = "own-time";
  own.textContent = `${zone.dataset.ownTime}: ${ownTimes.join(" – ")}`;
  place.append(" ", own);
}

if (zone) document.querySelectorAll(".when:has(time), .follow-up").forEach(addOwnTime);

// Takes what somebody notes along: in the address of the page, and in every link to a page of the conference, as
// programme/choice.py does. Reloading, going back and going on keep it.

const choice = document.getElementById("choice");
const boxes = [...document.querySelectorAll("input[name=session]")].filter((box) => box.form === choice);
const filter = document.getElementById("filter");

function noted() {
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

function withNoted(address, codes) {
  const url = new URL(address, location);
  url.searchParams.delete("session");
  codes.forEach((code) => url.searchParams.append("session", code));
  return url;
}

const [slug] = choice ? choice.getAttribute("action").split("/").slice(-3) : [];

function isPageOfConference(link) {
  return link.origin === location.origin && new RegExp(`^(/[a-z-]+)?/${slug}/(.*/)?$`, "i").test(link.pathname);
}

// Back leads to an address of before: what was noted since then, in this tab, is newer. Some browsers refuse storage.
const remembered = `noted ${slug}`;

function remember(codes) {
  try {
    sessionStorage.setItem(remembered, codes.join(" "));
  } catch { /* the address knows it */ }
}

function lastNoted() {
  try {
    return sessionStorage.getItem(remembered);
  } catch {
    return null;
  }
}

function recall(event) {
  const entry = performance.getEntriesByType("navigation")[0];
  const stored = lastNoted();
  if (stored === null || !(event.persisted || entry?.type === "back_forward")) return;
  const codes = stored.split(" ").filter(Boolean);
  boxes.forEach((box) => { box.checked = codes.includes(box.value); });
  for (const code of codes.filter((known) => !boxes.some((box) => box.value === known))) {
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: "session", value: code, checked: true, hidden: true });
    box.setAttribute("form", "choice"); // as the style sheet looks for it
    choice.append(box);
    boxes.push(box);
  }
}

function carry() {
  const codes = noted();
  remember(codes);
  history.replaceState(history.state, "", withNoted(location, codes));
  for (const link of document.querySelectorAll("a[href]")) {
    if (!isPageOfConference(link) || link.matches(".book")) continue;
    const { pathname, search, hash } = withNoted(link.href, codes);
    link.setAttribute("href", pathname + search + hash);
  }
  if (filter) {
    filter.querySelectorAll("input[name=session]").forEach((input) => input.remove());
    codes.forEach((code) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "session", value: code });
      filter.append(input);
    });
  }
  document.querySelector("[data-count]").textContent = codes.length ? ` (${codes.length})` : "";
}

if (choice) {
  document.addEventListener("change", (event) => { if (boxes.includes(event.target)) carry(); });
  addEventListener("pageshow", (event) => { recall(event); carry(); });
}

// What is not sought stands in no address.

filter?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});
