// A personal page that comes back from the browser's memory: shown only while its link still counts on this device.
// The server is asked, so that what somebody has typed stays where it does.

addEventListener("pageshow", async (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && !answer.ok) location.reload();
  else document.body.hidden = false;
});
