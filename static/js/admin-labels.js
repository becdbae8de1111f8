// Gives the boxes of Django's autocompletion the name of their field, which a screen reader otherwise never says.

function nameBox(container) {
  const select = container.parentElement?.querySelector("select.admin-autocomplete");
  const label = select && document.querySelector(`label[for="${select.id}"]`);
  if (!label) return;
  label.id ||= `${select.id}-label`;
  for (const part of container.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
    part.setAttribute("aria-labelledby", label.id);
  }
}

new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (node.classList?.contains("select2-container")) nameBox(node);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
