// Takes what somebody has typed along when they change the language of a page, within this tab. It is stored when the
// link is pressed, and deleted as soon as the next page with a form is shown, whichever that is. Never passwords, files
// or hidden fields; and only into the same page of the same person.

const STORED = "typed";
const TYPED = /^(text|email|url|tel|number|search|textarea|checkbox|radio|select-one)$/;
const person = document.querySelector("main input[name=person]")?.value ?? "";

function fields() {
  const all = [...document.querySelectorAll('main form[method="post"]')].flatMap((form) => [...form.elements]);
  return all.filter(({ id, name, type, disabled }) => id && name && !disabled && TYPED.test(type));
}

const nameOf = (field) => `${field.id} ${field.name}`;
const isTicked = (field) => ["checkbox", "radio"].includes(field.type);
const stateOf = (field) => (isTicked(field) ? field.checked : field.value);

function isChanged(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.type !== "select-one") return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
}

// A form that was sent back has what was typed as its values.
const isSentBack = Boolean(document.querySelector("main [role=alert]"));

function store(path) {
  const values = fields().filter((field) => isSentBack || isChanged(field)).map((field) => [nameOf(field), stateOf(field)]);
  if (!values.length) return;
  try {
    sessionStorage.setItem(STORED, JSON.stringify({ path, person, values }));
  } catch { /* refused, or full: the other page is empty, as without this script */ }
}

function taken() {
  try {
    const stored = sessionStorage.getItem(STORED);
    sessionStorage.removeItem(STORED);
    return JSON.parse(stored);
  } catch {
    return null;
  }
}

function put(field, state) {
  if (state === undefined || state === stateOf(field)) return;
  if (isTicked(field)) field.checked = state;
  else field.value = state;
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

const typed = taken();
if (typed?.path === location.pathname && typed.person === person) {
  const values = new Map(typed.values);
  fields().forEach((field) => put(field, values.get(nameOf(field))));
}

document.querySelector(".languages")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (link && !isElsewhere) store(link.pathname);
});
