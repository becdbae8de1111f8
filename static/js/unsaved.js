// Asks before what was typed into a form of the admin is lost by following a link or going back.

const form = document.querySelector('form:is([id$="_form"][method="post"], .ask-first, .import), .edit-list #changelist-form');
const isSentBack = Boolean(form?.querySelector(".errornote, .not-saved, .errorlist"));
let isSent = false;

function isChanged(field) {
  const { type, options } = field;
  if (["hidden", "submit", "button"].includes(type)) return false;
  if (["checkbox", "radio"].includes(type)) return field.checked !== field.defaultChecked;
  if (!options) return field.value !== field.defaultValue;
  const isAsShown = (option) => option.selected === option.defaultSelected;
  if (type !== "select-one" || [...options].some((option) => option.defaultSelected)) return ![...options].every(isAsShown);
  return field.selectedIndex > 0; // nothing was chosen: the first one stands there
}

const hasTyped = () => isSentBack || [...form.elements].some((field) => field.name && isChanged(field));

form?.addEventListener("submit", () => { isSent = true; });
addEventListener("pageshow", () => { isSent = false; });
addEventListener("beforeunload", (event) => { if (form && !isSent && hasTyped()) event.preventDefault(); });
