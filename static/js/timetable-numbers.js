// Beside the small form of a slot: what its time and room would hurt, as soon as they are typed. Where that was read, it
// is no longer asked: what was said last goes with the form as the answer. Without this script the server asks.

const PAUSE = 300; // milliseconds after the last key
let timer = null;
let controller = null;

function typed(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith("initial-") && !["csrfmiddlewaretoken", "move_meant"].includes(name)) data.append(name, value);
  }
  return data.toString();
}

async function look(form) {
  controller?.abort();
  controller = new AbortController();
  const asked = typed(form);
  try {
    const response = await fetch(`${form.dataset.numbers}?${asked}`, { signal: controller.signal });
    if (!response.ok || response.redirected) return;
    const found = await response.json();
    if (asked !== typed(form)) return;
    form.querySelector(".numbers").textContent = found.said.join(" ");
    answer(form, found.hurts && !found.is_refused ? asked : null);
  } catch {
    answer(form, null); // without numbers the server asks
  }
}

function answer(form, told) {
  form.querySelector("input[type=hidden][name=move_meant]")?.remove();
  if (told === null || form.querySelector("[name=move_meant]")) return;
  const meant = document.createElement("input");
  [meant.type, meant.name, meant.value] = ["hidden", "move_meant", "on"];
  form.append(meant);
}

function later(event) {
  const form = event.target.closest?.("form[data-numbers]");
  if (!form || event.target.name === "move_meant") return;
  answer(form, null);
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE, form);
}

for (const name of ["input", "change"]) document.addEventListener(name, later);

// The calendar and the clock of the admin write into a field without saying so.
document.addEventListener("click", (event) => {
  const form = document.querySelector("form[data-numbers]");
  if (form && event.target.closest?.(".calendarbox, .clockbox, .datetimeshortcuts")) {
    answer(form, null);
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE, form);
  }
});
