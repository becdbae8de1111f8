"""What must not get out: addresses on public pages, links in the database or the log, code in anybody's texts."""

import hashlib
import io
import itertools
import logging
import re
import time
import zipfile
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection, models
from procrastinate.contrib.django import app as procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from programme import actions as programme_actions
from programme.fields import TranslatedCharField, TranslatedTextField
from programme.models import Appearance, Session, Speaker
from registration.models import Attendee
from tests import access, markup, seed
from tests.addresses import all_addresses
from tests.factories import AppearanceFactory, OrganiserFactory, SessionFactory, SlotFactory, SpeakerFactory
from tests.test_access import values
from tests.test_headers import is_public
from tests.visitor import Visitor
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db


def public_pages(side, browser=None):
    """Yield every public page of a conference, in both languages, with its text."""
    browser = browser or Visitor()
    for address in all_addresses():
        row = access.TABLE.get(address.route)
        is_text = not address.route.endswith((".ico", ".webp", ".png", ".<slug:kind>"))
        if row is None or not is_text or not (is_public(address.route) or "register" in address.route):
            continue
        path = address.path(values(address.route, row, side))
        for prefix in ("", "/en"):
            response = browser.get(prefix + path, follow=True)
            if response.status_code == 200:
                yield prefix + path, text_of(response)


def text_of(response):
    """Return all that can be read in an answer; a workbook is an archive of texts."""
    if not response.content.startswith(b"PK"):
        return response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


# Addresses of people (T14)


def private_words(side):
    """Everything private that was seeded, as itself and as what is made of it: local parts and hashes."""
    addresses = [side.speaker.email, side.attendee.email]
    words = [*addresses, side.speaker.phone, side.speaker.internal_note, side.attendee.name, side.attendee.organisation]
    words += [side.attendee.code, side.draft.code, "Entwurf"]
    words += [f"{said} {side.word}" for said in ("Vorschlag", "Beamer", "Bitte", "Vermerk")]
    for address in addresses:
        words.append(address.split("@")[0])
        for spelling in (address, address.upper()):
            words += [hashlib.new(name, spelling.encode()).hexdigest() for name in ("md5", "sha1", "sha256")]
    return words


def test_private_words_of_people_are_on_no_public_page():
    alpha = seed.side("alpha")
    pages = dict(public_pages(alpha))
    assert len(pages) >= 18
    assert f"/alpha-2027/speakers/{alpha.speaker.code}/" in pages
    found = {
        (path, word) for path, text in pages.items() for word in private_words(alpha) if word.lower() in text.lower()
    }
    assert found == set()


def test_a_private_word_on_a_page_would_be_found():
    """The control."""
    alpha = seed.side("alpha")
    alpha.session.abstract = {"de": f"Fragen an {alpha.speaker.email.upper()}"}
    alpha.session.save()
    pages = {path: text.lower() for path, text in public_pages(alpha)}
    found = {path.rpartition("/")[2] for path, text in pages.items() if alpha.speaker.email in text}
    assert found >= {"", "programme.csv", "programme.xlsx", "programme.md"}


# Personal links: in mails and nowhere else


@pytest.fixture
def mails(tmp_path, settings):
    settings.MAILERS = mailers_from_url(f"file://{tmp_path}")
    return tmp_path


def run_jobs(done):
    """Do what the worker would do, all of it, also what comes of it."""
    while jobs := list(ProcrastinateJob.objects.filter(status="todo").exclude(pk__in=done).order_by("pk")):
        for job in jobs:
            done.add(job.pk)
            procrastinate_app.tasks[job.task_name](**job.args)


def tokens_in(folder):
    """Return the tokens of all mails in a folder, by the page that they open."""
    found = {}
    for file in folder.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        for url in re.findall(r"http\S+?key=[\w.~:-]+", mail.get_body(("plain",)).get_content()):
            found.setdefault(urlsplit(url).path, set()).update(parse_qs(urlsplit(url).query)["key"])
    return found


def live_a_whole_conference(mails):
    """Ask a speaker, who agrees; register, confirm, ask for the link, cancel. Return the tokens of all mails."""
    done = set()
    organiser = OrganiserFactory()
    session = SlotFactory(session__conference__slug="ganz", session__internal_note="Zimtvermerk").session
    speaker = SpeakerFactory(
        conference=session.conference,
        name="Renate Ganz",
        email="renate.ganz@mail.example",
        internal_note="Zimtnotiz",
    )
    appearance = AppearanceFactory(session=session, speaker=speaker, status=Appearance.Status.REQUESTED)
    programme_actions.request_speaker(appearance, by=organiser)
    form = Visitor().get("/ganz/register/").context["form"]
    answers = {"sessions": [session.code], "name": "Tilda Ganz", "email": "tilda.ganz@post.example", "privacy": "on"}
    Visitor().post("/ganz/register/", answers | {"key": form["key"].value()})
    run_jobs(done)
    tokens = tokens_in(mails)
    attendee, speakers = Visitor(), Visitor()
    attendee.get("/me/", {"key": next(iter(tokens["/me/"]))})
    attendee.post("/me/confirm/")
    speakers.get("/speaker/", {"key": next(iter(tokens["/speaker/"]))})
    speakers.post("/speaker/answer/", {"session": session.code, "answer": "no", "reason": "Ich bin verreist."})
    Visitor().post("/me/link/", {"email": "tilda.ganz@post.example"})
    Visitor().get("/me/", {"key": "damaged"})
    Visitor().get("/nothing/here/", {"key": next(iter(tokens["/me/"]))})
    Visitor().post("/me/confirm/?key=" + next(iter(tokens["/me/"])))
    run_jobs(done)
    attendee.post("/me/cancel/", {"session": session.code})
    run_jobs(done)
    assert Attendee.objects.get().email_confirmed_at
    assert Appearance.objects.get().status == Appearance.Status.DECLINED
    return set().union(*tokens_in(mails).values())


def tables_that_hold(word):
    """Search every column of every table."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            search = sql.SQL("SELECT EXISTS (SELECT FROM {} AS one WHERE strpos(lower(one::text), %s) > 0)")
            cursor.execute(search.format(sql.Identifier(table)), [word.lower()])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_no_personal_link_is_anywhere_in_the_database(mails):
    """[ASVS 6.4.1] Not in a mail, not in a job, not in a session, not in the history."""
    tokens = live_a_whole_conference(mails)
    assert len(tokens) == 3  # of two pages, and of a way into an online session
    for token in tokens:
        signature = token.split("~")[1]
        assert (tables_that_hold(token), tables_that_hold(signature)) == (set(), set())


def test_a_link_in_the_database_would_be_found(mails):
    """The control."""
    SpeakerFactory(internal_note="see /speaker/?key=AbCd.1~xyz for yourself")
    assert tables_that_hold("abcd.1~xyz") == {"programme_speaker"}


def test_people_who_register_are_in_three_tables_only(mails):
    """Not in the history, not in the jobs, not in the counters of limits: what is deleted is gone."""
    live_a_whole_conference(mails)
    for word in ("tilda.ganz", "Tilda Ganz"):
        assert tables_that_hold(word) <= {"registration_attendee", "registration_submission", "mail_message"}
    assert tables_that_hold("renate.ganz") == {"programme_speaker", "mail_message"}


def test_notes_of_organisers_are_in_one_table_only_and_in_no_mail(mails):
    live_a_whole_conference(mails)
    assert [tables_that_hold(word) for word in ("Zimtvermerk", "Zimtnotiz")] == [
        {"programme_session"},
        {"programme_speaker"},
    ]
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in mails.glob("*.eml")]
    texts = [part.get_content() for letter in letters for part in letter.walk() if not part.is_multipart()]
    assert any("Tilda Ganz" in text for text in texts)
    assert not any("zimt" in text.lower() for text in texts)


@pytest.mark.parametrize(("who", "path"), [("attendee", "/me/"), ("speaker", "/speaker/")])
def test_notes_of_organisers_are_on_no_personal_page(who, path):
    alpha = seed.side("alpha")
    page = seed.browser_with(getattr(alpha, f"{who}_link")).get(path).text
    assert (alpha.session.title.data["de"] in page, "Vermerk" in page, "Notiz" in page) == (True, False, False)


def test_the_log_shows_nobody(mails, caplog):
    """[16.2.5] Not even what the formatter would leave out afterwards."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.INFO)
    tokens = live_a_whole_conference(mails)
    assert "Not Found: /nothing/here/" in caplog.text
    words = ["tilda", "renate", "@post.example", "@mail.example", *tokens, *(token.split("~")[1] for token in tokens)]
    assert [word for word in words if word.lower() in caplog.text.lower()] == []


# Texts of people stay texts (T04)

# In an attribute, a tag, a comment, a script, an address, a template: it would show itself everywhere.
POLYGLOT = """'"`--></title></textarea></script><svg/onload=alert(1)><img src=x onerror=alert(2)>{{7*7}}{% x %}"""
RUNS = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
CODES = {"code", "checkin_code", "slug"}  # made here, or held by a validator
TEXTS = (models.CharField, models.TextField, TranslatedCharField, TranslatedTextField)


def fill_with(payload, objects):
    """Write a payload into every text field of some objects, past every validation. Return the fields."""
    filled = set()
    for one in objects:
        changes = {}
        for field in one._meta.concrete_fields:
            if not isinstance(field, TEXTS) or field.choices or field.generated or field.name in CODES:
                continue
            if field.name in {"time_zone", "key", "message_id", "privacy_version", "new_email", "overlaps"}:
                continue
            text = f"https://x.example/{payload}" if isinstance(field, models.URLField) else payload
            if isinstance(field, models.EmailField):
                text = "a@x.example"
            room = field.max_length if isinstance(field, models.CharField) else None
            is_translated = isinstance(field, TranslatedCharField | TranslatedTextField)
            changes[field.name] = {"de": text, "en": text} if is_translated else text[:room]
            filled.add(f"{one._meta.model_name}.{field.name}")
        for name, value in changes.items():
            setattr(one, name, value)
        one.save()
    return filled


def faults(page):
    """Return what in a page runs something, or is there only because somebody typed it."""
    found = []
    for element in page.all():
        found += [f"{element.tag} {name}" for name in element.attributes if name.startswith("on") or name == "style"]
        addresses = [element.get(name) or "" for name in ("href", "src", "action")]
        found += [address for address in addresses if RUNS.match(address)]
        moves_links = element.tag == "base" and (element.get("href") or "") != ""
        is_drawn = element.tag == "svg" and element.get("class") == "qr"  # by womconf.templatetags.qr
        is_foreign = element.tag in {"svg", "iframe", "object", "embed"} and not is_drawn
        if is_foreign or moves_links or element.get("src") == "x":
            found.append(element.tag)
        is_ours = (element.get("src") or "").startswith("/static/") or "json" in (element.get("type") or "")
        if element.tag == "script" and not is_ours:
            found.append("script")
    return found


def test_the_check_of_pages_sees_what_runs():
    """The control."""
    page = markup.parse("<p><svg/onload=alert(1)></svg><img src=x onerror=alert(2)></p>")
    assert faults(page) == ["svg onload", "svg", "img onerror", "img"]
    assert faults(markup.parse("<script>1</script><a href=' JavaScript:x'></a>")) == ["script", " JavaScript:x"]


@pytest.fixture
def hostile():
    """A conference in which every text is the polyglot; in a second session a speaker has still to answer."""
    side = seed.side("alpha")
    second = SessionFactory(conference=side.conference, status=Session.Status.REQUESTED, host=side.objects[0])
    AppearanceFactory(session=second, speaker=side.speaker, status=Appearance.Status.REQUESTED)
    things = [side.conference, side.session, second, side.speaker, side.attendee, *side.objects]
    side.filled = fill_with(POLYGLOT, things)
    return side


def test_texts_are_texts_on_every_public_page(hostile):
    assert hostile.filled >= {"conference.title", "session.abstract", "speaker.biography", "room.name", "track.name"}
    files = (".ics", ".atom", ".csv", ".xlsx", ".md")
    pages = {
        path: markup.parse(text)
        for path, text in public_pages(hostile)
        if not path.endswith(files) and not path.startswith("/api/")
    }
    assert {path: faults(page) for path, page in pages.items() if faults(page)} == {}
    shown = [path for path, page in pages.items() if "<svg/onload=alert(1)>" in page.text]
    assert len(shown) >= 12  # it is there, as a text
    assert not any("49" in page.text.split("onerror")[1][:20] for page in pages.values() if "onerror" in page.text)


@pytest.mark.parametrize(("who", "path"), [("attendee", "/me/"), ("speaker", "/speaker/")])
def test_texts_are_texts_on_personal_pages(hostile, who, path):
    page = markup.parse(seed.browser_with(getattr(hostile, f"{who}_link")).get(path).text)
    assert faults(page) == []
    assert "<svg/onload=alert(1)>" in page.text


def test_what_somebody_searches_for_is_a_text(hostile):
    for query in ({"q": POLYGLOT}, {"day": POLYGLOT}, {"track": POLYGLOT}, {"language": POLYGLOT}):
        assert faults(markup.parse(Visitor().get("/alpha-2027/", query).text)) == []
    for path in ("/me/", "/speaker/"):
        assert faults(markup.parse(Visitor().get(path, {"key": POLYGLOT}).text)) == []
    form = {"name": POLYGLOT, "email": POLYGLOT, "organisation": POLYGLOT, "sessions": [POLYGLOT], "key": POLYGLOT}
    page = markup.parse(Visitor().post("/alpha-2027/register/", form).text)
    assert faults(page) == []


def test_mails_have_exactly_the_links_of_their_templates(hostile, mails, settings):
    """T03: a name or a title brings no link, whatever stands in it."""
    done = set()
    requested = Appearance.objects.filter(status=Appearance.Status.REQUESTED).select_related("speaker").get()
    Speaker.objects.update(email="renate@mail.example", name="https://evil.example/ www.evil.example <a href=//evil>")
    Attendee.objects.update(email="tilda@post.example", name="https://evil.example/ [x](https://evil.example)")
    requested.refresh_from_db()
    programme_actions.request_speaker(requested, by=OrganiserFactory())
    Visitor().post("/me/link/", {"email": "tilda@post.example"})
    run_jobs(done)
    hosts = set()
    for file in mails.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        page = markup.parse(mail.get_body(("html",)).get_content())
        assert faults(page) == []
        hosts |= {urlsplit(link["href"]).netloc for link in page.all("a")}
        assert not set("\r\n") & set(mail["Subject"])
    assert hosts == {urlsplit(settings.BASE_URL).netloc}
    assert len(list(mails.glob("*.eml"))) == 2


# Guessing and flooding


def test_no_primary_key_is_in_a_public_address():
    """T08"""
    routes = [address.route for address in all_addresses() if not address.route.startswith(("admin/", "accounts/"))]
    assert [route for route in routes if "int:" in route or "pk" in route] == []


LONG = 100_000
FLOODS = [
    {"Accept-Language": ",".join(f"{a}{b}" for a, b in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=2)) * 50},
    {"Accept-Language": "de-" + "a-" * (LONG // 2)},
    {"Accept": "text/html;q=" + "0" * LONG},
    {"Cookie": "; ".join(f"a{n}=b" for n in range(LONG // 10))},
    {"Cookie": "womconf-attendee=" + "a:" * (LONG // 2)},
    {"If-None-Match": ",".join(f'"{n}"' for n in range(LONG // 8))},
    {"If-Modified-Since": "x" * LONG},
    {"X-Forwarded-For": ",".join(["198.51.100.7"] * (LONG // 12))},
    {"User-Agent": "x" * LONG, "Referer": "x" * LONG},
    {"Range": "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(LONG // 10))},
]


@pytest.mark.parametrize("headers", FLOODS, ids=lambda headers: next(iter(headers)))
def test_a_flood_of_a_header_is_answered_quickly(headers):
    """T16"""
    seed.side("alpha")
    for path in ("/alpha-2027/", "/me/", "/accounts/login/", "/en/alpha-2027/register/", "/robots.txt"):
        start = time.monotonic()
        response = Visitor(headers=headers).get(path)
        assert time.monotonic() - start < 1
        assert response.status_code < 500


@pytest.mark.parametrize(
    "query", ["q=" + "a%20" * 25_000, "&".join(f"q{n}=1" for n in range(900)), "q=%00%ff%fe", "q=" + "ä" * LONG]
)
def test_a_flood_of_a_query_is_answered_quickly(query):
    """T16"""
    seed.side("alpha")
    for path in (
        "/alpha-2027/",
        "/me/",
        "/speaker/",
        "/accounts/login/",
        "/admin/login/",
        "/alpha-2027/register/done/",
    ):
        start = time.monotonic()
        response = Visitor(raise_request_exception=False).get(f"{path}?{query}")
        assert time.monotonic() - start < 1
        assert response.status_code < 500


def test_a_form_with_too_many_fields_is_refused(settings):
    """T16"""
    seed.side("alpha")
    fields = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert Visitor().post("/alpha-2027/register/", fields).status_code == 400
    assert Visitor().post("/alpha-2027/register/", {"name": "x" * 3_000_000}).status_code == 400
