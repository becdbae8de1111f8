// Shows the programme of a womconf conference in a page of another site (docs/embedding.md).
//
//   <womconf-programme src="https://conference.example/forum-2027/"><a href="…">Programme</a></womconf-programme>
//
// It asks the interface of that site, sets no cookie, and needs nothing else. Until the programme is there, and where it
// cannot be had, what stands inside the element stays. Frames of the same site get the height of what they show.

const ITS_SITE = new URL(import.meta.url).origin;
const MOST_PAGES = 100;
const HIGHEST = 100_000; // pixels of a frame

// The words of the programme's own page, and how it writes times; a test compares them with its catalogue.
const WORDS = {
  en: {},
  de: {
    "All times: %(zone)s": "Alle Zeiten: %(zone)s",
    "Break": "Pause",
    "Follow-up": "Im Anschluss",
    "Join the waiting list": "Auf die Warteliste",
    "Register": "Anmelden",
    "Time follows": "Zeit folgt",
    "continued": "Fortsetzung",
    "from {start}": "ab {start} Uhr",
    "{start} – {end}": "{start} – {end} Uhr",
  },
};
const LOCALES = { en: "en-GB", de: "de-DE" };

const STYLE = `
  :host { display: block; container-type: inline-size; font: inherit; color: inherit; }
  :host([hidden]) { display: none; }
  h2, h3, h4, p, ul { margin: 0; padding: 0; font: inherit; }
  .title { font-size: 1.4em; font-weight: 600; line-height: 1.25; text-wrap: balance; }
  .day { font-size: 1.15em; font-weight: 600; margin-block: 1.5em .25em; padding-block-end: .25em; border-block-end: 2px solid; }
  .zone, .who, .facts { font-size: .9em; }
  .zone { margin-block-start: .25em; }
  ul { list-style: none; }
  li { padding-block: .6em; border-block-end: 1px solid color-mix(in srgb, currentColor 25%, transparent); overflow-wrap: anywhere; }
  .name { font-weight: 600; }
  .when { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .facts { display: flex; flex-wrap: wrap; gap: 0 1em; align-items: baseline; }
  .facts a { padding-block: .35em; }
  a { color: var(--womconf-link, inherit); text-decoration: underline; text-underline-offset: .18em; }
  a:hover { text-decoration-thickness: .14em; }
  a:focus-visible { outline: 3px solid; outline-offset: 2px; }
  .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @container (min-width: 34rem) {
    li { display: grid; grid-template-columns: 10em 1fr; column-gap: 1em; }
    li > :only-child { grid-column: 2; }
  }
`;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function link(url, ...children) {
  const { protocol } = new URL(url, document.baseURI);
  return ["https:", "http:"].includes(protocol) ? element("a", { href: url }, ...children) : element("span", {}, ...children);
}

// What one reader sees of a conference: texts in the language asked, else in the main one, each named where it differs.
class Writer {
  constructor(conference, asked) {
    this.conference = conference;
    this.asked = [asked, asked.split("-")[0], ...conference.languages];
    this.language = [asked.split("-")[0], "en"].find((language) => language in WORDS);
  }

  // A sentence with what stands for each of its %(names)s or {names}.
  words(sentence, parts) {
    return this.word(sentence)
      .split(/(%\(\w+\)s|\{\w+\})/)
      .map((piece) => parts[piece.match(/^(?:%\(|\{)(\w+)/)?.[1]] ?? piece);
  }

  word(text) {
    return WORDS[this.language][text] ?? text;
  }

  page(pages) {
    return pages[this.language] ?? Object.values(pages)[0];
  }

  state(of) {
    return of.word[this.language] ?? Object.values(of.word)[0];
  }

  text(texts) {
    const language = [...this.asked, ...Object.keys(texts)].find((each) => texts[each]);
    if (!language) return null;
    if (language === this.language) return texts[language];
    return element("span", { lang: language, dir: "auto" }, texts[language]);
  }

  // A moment has the offset of the conference's zone: what stands in it is the time on the clock there.
  clock(moment) {
    const there = new Date(`${moment.slice(0, 16)}Z`);
    const words = new Intl.DateTimeFormat(LOCALES[this.language], { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
    return element("time", { dateTime: moment }, words.format(there));
  }

  day(date) {
    const words = new Intl.DateTimeFormat(LOCALES[this.language], { timeZone: "UTC", dateStyle: "full" });
    return words.format(new Date(`${date}T00:00Z`));
  }

  zone(moment) {
    const { time_zone: timeZone } = this.conference;
    const format = new Intl.DateTimeFormat(LOCALES[this.language], { timeZone, timeZoneName: "long" });
    const name = format.formatToParts(new Date(moment)).find(({ type }) => type === "timeZoneName").value;
    return this.words("All times: %(zone)s", { zone: `${name} (${timeZone})` }).join("");
  }

  span(slot) {
    const start = this.clock(slot.starts_at);
    const end = slot.ends_at && this.clock(slot.ends_at);
    return element("span", { className: "when" }, ...this.words(end ? "{start} – {end}" : "from {start}", { start, end }));
  }

  // Who takes part, as on the site's own page: with what they do there, and whether they have said yes.
  people(session) {
    const people = session.people.map(({ name, role, status }) => {
      const before = role.state === "speaker" ? "" : `${this.state(role)}: `;
      const after = status.state === "confirmed" ? "" : ` (${this.state(status)})`;
      return [before, element("bdi", {}, name), after];
    });
    if (session.host) people.push([element("bdi", {}, session.host.name)]);
    const parts = people.flatMap((person, index) => (index ? [", ", ...person] : person));
    return parts.length ? element("p", { className: "who" }, ...parts) : null;
  }

  // A session that meets several times is told in full the first time only.
  again(session, slot) {
    const what = session.status.state === "cancelled" ? this.state(session.status) : `(${this.word("continued")})`;
    const title = link(this.page(session.pages), this.text(session.title));
    const told = element("div", {}, element("p", { className: "name" }, title), element("p", { className: "who" }, what));
    return element("li", {}, this.span(slot), told);
  }

  session(session, slot) {
    const title = link(this.page(session.pages), this.text(session.title));
    const isCancelled = session.status.state === "cancelled";
    const name = element("p", { className: "name" }, isCancelled ? element("s", {}, title) : title);
    const followUps = session.slots.filter(({ kind }) => kind === "follow_up");
    return element(
      "li",
      {},
      slot && this.span(slot),
      element(
        "div",
        {},
        name,
        this.people(session),
        ...followUps.map((each) => element("p", { className: "who" }, this.span(each), " ", this.text(each.title) ?? this.word("Follow-up"))),
        this.facts(session, slot),
      ),
    );
  }

  facts(session, slot) {
    const facts = element("p", { className: "facts" });
    // Said once: beside the person who is asked for, or for the session as a whole.
    const isSaid = session.status.state === "requested" && session.people.some(({ status }) => status.state === "requested");
    if (session.status.state !== "confirmed" && !isSaid) facts.append(element("strong", {}, this.state(session.status)));
    if (slot?.room) facts.append(element("span", {}, this.text(slot.room.name)));
    for (const { mode, places } of session.registration.places) {
      if (places.state === "any") continue;
      facts.append(element("span", {}, mode.state === "any" ? this.state(places) : `${this.state(mode)}: ${this.state(places)}`));
    }
    if (session.registration.pages) {
      const isFull = session.registration.places.every(({ places }) => places.state === "waiting_list");
      const words = this.word(isFull ? "Join the waiting list" : "Register");
      const what = element("span", { className: "hidden" }, ": ", this.text(session.title));
      facts.append(link(this.page(session.registration.pages), words, what));
    }
    return facts.childNodes.length ? facts : null;
  }

  pause(slot) {
    const what = this.text(slot.title) ?? this.word("Break");
    return element("li", {}, this.span(slot), element("p", {}, what));
  }

  programme(sessions, breaks, level) {
    const entries = breaks.map((slot) => ({ slot, made: () => this.pause(slot) }));
    const without = [];
    for (const session of sessions) {
      const slots = session.slots.filter(({ kind }) => kind === "main");
      if (!slots.length) without.push(session);
      entries.push(...slots.map((slot) => ({ slot, made: () => (slot === slots[0] ? this.session(session, slot) : this.again(session, slot)) })));
    }
    entries.sort((one, other) => new Date(one.slot.starts_at) - new Date(other.slot.starts_at));
    const days = Map.groupBy?.(entries, ({ slot }) => slot.starts_at.slice(0, 10)) ?? grouped(entries);
    const heading = (depth, className, ...children) => element(`h${Math.min(level + depth, 6)}`, { className }, ...children);
    const list = (title, items) => [heading(1, "day", title), element("ul", {}, ...items)];
    return element(
      "section",
      { lang: this.language },
      heading(0, "title", link(this.page(this.conference.pages), this.text(this.conference.title))),
      entries.length ? element("p", { className: "zone" }, this.zone(entries[0].slot.starts_at)) : null,
      ...[...days].flatMap(([date, ofDay]) => list(this.day(date), ofDay.map(({ made }) => made()))),
      ...(without.length ? list(this.word("Time follows"), without.map((session) => this.session(session, null))) : []),
    );
  }
}

function grouped(entries) {
  const days = new Map();
  for (const entry of entries) {
    const date = entry.slot.starts_at.slice(0, 10);
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  return days;
}

async function ask(url, signal) {
  const answer = await fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

async function everyPage(url, signal) {
  const rows = [];
  let query = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { results, next } = await ask(url + query, signal);
    rows.push(...results);
    if (!next) break;
    query = new URL(next).search; // at the address that we were given, whatever name the site has for itself
  }
  return rows;
}

class WomconfProgramme extends HTMLElement {
  static observedAttributes = ["src", "lang", "level"];

  #root = this.attachShadow({ mode: "open" });

  #asking = null;

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [style];
    this.#root.append(element("slot"));
  }

  connectedCallback() {
    this.#show();
  }

  disconnectedCallback() {
    this.#asking?.abort();
  }

  attributeChangedCallback(_name, before, now) {
    if (this.isConnected && before !== now) this.#show();
  }

  async #show() {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    try {
      const made = await this.#made(signal);
      if (!signal.aborted) this.#root.replaceChildren(made);
    } catch (error) {
      if (signal.aborted) return;
      this.#root.replaceChildren(element("slot"));
      console.warn(`womconf-programme: ${error.message}`);
    }
  }

  async #made(signal) {
    const page = new URL(this.getAttribute("src") ?? "", document.baseURI);
    const [, inLanguage, slug] = page.pathname.match(/^(?:\/([a-z]{2}))?\/([-\w]+)\/?$/) ?? [];
    if (!slug) throw new Error("src must be the address of a conference's programme");
    const asked = this.getAttribute("lang") || inLanguage || this.closest("[lang]")?.lang || "";
    const level = Math.max(1, Math.trunc(Number(this.getAttribute("level"))) || 2);
    const api = `${page.origin}/api/v1/conferences/${slug}/`;
    const [conference, sessions, breaks] = await Promise.all([
      ask(api, signal),
      everyPage(`${api}sessions/`, signal),
      everyPage(`${api}breaks/`, signal),
    ]);
    return new Writer(conference, asked || conference.languages[0]).programme(sessions, breaks, level);
  }
}

if (!customElements.get("womconf-programme")) customElements.define("womconf-programme", WomconfProgramme);

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== ITS_SITE || data?.womconf !== "height") return;
  const frame = [...document.querySelectorAll("iframe")].find(({ contentWindow }) => contentWindow === source);
  if (frame && data.height > 0 && data.height < HIGHEST) frame.style.height = `${data.height}px`;
});
