// Lets the lists that a helper has opened be opened again without a network. They are kept on this phone only, until the
// helper ends, the link is refused, or its day is over (the header Expires).

const KEPT = "helper";
const UNTIL = "Kept-Until";
const PAGES = new URL("./", location).pathname;
const NO_NETWORK = new URL("no-network/", location).href;
const PATIENCE = 8000; // milliseconds that a page may take on a bad line, if there is a kept one

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (pathname === PAGES || request.url === NO_NETWORK) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request) {
  const kept = await caches.open(KEPT);
  const old = await stillGood(kept, request.url);
  const asked = fetch(request).then((answer) => keep(kept, request, answer));
  asked.catch(() => {});
  try {
    return await (old ? Promise.race([asked, after(PATIENCE)]) : asked);
  } catch {
    return old ?? (await stillGood(kept, NO_NETWORK)) ?? Response.error();
  }
}

// How long it may be kept is reckoned from the server's clock to this one, which may be wrong.
async function keep(kept, request, answer) {
  if ([403, 410].includes(answer.status)) await caches.delete(KEPT);
  if (!answer.ok || answer.type !== "basic" || !answer.headers.has("Expires")) return answer;
  const headers = new Headers(answer.headers);
  const sent = Date.parse(headers.get("Date")) || Date.now();
  headers.set(UNTIL, Date.now() + Date.parse(headers.get("Expires")) - sent);
  headers.delete("Content-Encoding");
  await kept.put(request.url, new Response(await answer.clone().blob(), { headers }));
  return answer;
}

async function stillGood(kept, url) {
  const found = await kept.match(url);
  if (!found || Number(found.headers.get(UNTIL)) > Date.now()) return found;
  await caches.delete(KEPT);
  return undefined;
}

function after(milliseconds) {
  return new Promise((_resolve, reject) => setTimeout(reject, milliseconds));
}

async function file(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request.url);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request.url, answer.clone());
  return answer;
}
