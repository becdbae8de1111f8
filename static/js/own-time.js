// Says beside each time what it is on the reader's own clock, where that differs from the conference's.

const zone = document.querySelector("[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeZone: here, hour: "2-digit", minute: "2-digit" });
const clockWithDay = new Intl.DateTimeFormat(language, { timeZone: here, weekday: "short", hour: "2-digit", minute: "2-digit" });

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
  place.append(own);
}

if (zone) document.querySelectorAll(".when:has(time), .follow-up").forEach(addOwnTime);
