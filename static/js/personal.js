// What asks before it acts: whoever keeps what they have stays where they are, without the page being loaded again.

for (const keep of document.querySelectorAll(".asks-first .button.quiet")) {
  keep.addEventListener("click", (event) => {
    event.preventDefault();
    const question = keep.closest("details");
    question.open = false;
    question.querySelector("summary").focus();
  });
}

// A personal page that comes back from the browser's memory: shown only while its link still counts on this device.
// The server is asked, so that what somebody has typed stays where it does. It is asked for the page that the link
// opens: some of the others are answers to a form, and have nothing to show to whoever merely looks.

const home = location.pathname.replace(/\/(me|speaker)\/(?!address\/).*/, "/$1/");

addEventListener("pageshow", async (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  const answer = await fetch(home, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && !answer.ok) location.replace(home);
  else document.body.hidden = false;
});
