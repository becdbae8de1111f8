// Says beside each time what it is on the reader's own clock, if that differs from the conference's.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zone = document.querySelector("[data-zone]");
const language = document.documentElement.lang;

function offsetAt(moment, timeZone) {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(moment);
  return parts.find((part) => part.type === "timeZoneName").value;
}

if (zone && here) {
  const clock = new Intl.DateTimeFormat(language, { timeZone: here, hour: "2-digit", minute: "2-digit", weekday: "short" });
  let differs = false;
  for (const place of document.querySelectorAll(".when, .follow-up, dd")) {
    const times = [...place.querySelectorAll("time[datetime]")].map((time) => new Date(time.dateTime));
    if (!times.length || offsetAt(times[0], here) === offsetAt(times[0], zone.dataset.zone)) continue;
    differs = true;
    const own = document.createElement("span");
    own.className = "own-time quiet";
    own.textContent = `${times.map((time) => clock.format(time)).join(" – ")} (${here})`;
    place.append(own);
  }
  if (differs) document.documentElement.dataset.ownTime = here;
}
