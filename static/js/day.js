// Keeps the page of a day up to date: looks again every minute, unless somebody is about to press something there.

async function look() {
  const day = document.querySelector("#day");
  if (document.hidden || document.activeElement.closest("#day :is(a, button)")) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("#day");
  if (now) day.replaceWith(now);
}

setInterval(look, 60_000);
