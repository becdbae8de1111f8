// Shows how far ordered files are: asks again every few seconds, as long as one is being made.

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("#files");
  if (!answer.ok || !now) return;
  document.querySelector("#files").replaceWith(now);
  if ("underWay" in now.dataset) setTimeout(look, 3000);
}

if (document.querySelector("#files[data-under-way]")) setTimeout(look, 3000);
