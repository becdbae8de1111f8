"""What search engines and messengers read in the head of a page."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from programme.markdown import plain
from programme.models import Conference, Pool, Room, Session
from tests import markup
from tests.factories import AppearanceFactory, OrganisationFactory, RoomFactory, SessionFactory, SlotFactory
from tests.programme.exports import everything

pytestmark = pytest.mark.django_db

# Of https://schema.org/Event and what stands in it: each term that we use, and what it may hold.
TERMS = {
    "Event": {
        *("name", "description", "url", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "location"),
        *("organizer", "performer", "inLanguage", "offers", "subEvent", "superEvent", "isAccessibleForFree", "image"),
    },
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "Organization": {"name", "url"},
    "Person": {"name", "url"},
    "Offer": {"url", "price", "priceCurrency", "availability", "validFrom"},
}
VALUES = {
    "eventStatus": {"EventScheduled", "EventCancelled"},
    "eventAttendanceMode": {f"{mode}EventAttendanceMode" for mode in ("Online", "Offline", "Mixed")},
    "availability": {"InStock", "LimitedAvailability", "SoldOut"},
}


def page_of(path):
    return markup.parse(Client().get(path).text)


def event_in(page):
    """Return the event in the head of a page, or None; a page has one script of data at most."""
    scripts = page.all("script", type="application/ld+json")
    assert len(scripts) <= 1
    return json.loads(scripts[0].text) if scripts else None


def event_of(thing):
    return event_in(page_of(thing.get_absolute_url() if isinstance(thing, Session) else f"/{thing.slug}/"))


def unknown_terms(event):
    found = []
    if isinstance(event, list):
        return [term for each in event for term in unknown_terms(each)]
    if isinstance(event, dict):
        known = TERMS.get(event.get("@type"), set()) | {"@context", "@type", "@id"}
        found += [term for term in event if term not in known]
        for name, values in VALUES.items():
            if name in event and event[name] not in {f"https://schema.org/{value}" for value in values}:
                found.append(event[name])
        found += [term for value in event.values() for term in unknown_terms(value)]
    return found


def test_every_term_is_one_of_schema_org():
    conference = everything.everything()
    events = [event_of(conference), *(event_of(session) for session in conference.sessions.public())]
    assert [event and event["name"].replace("\uffff", "") for event in events].count(None) == 1  # that without a time
    for event in filter(None, events):
        assert unknown_terms(event) == []
        assert {"name", "startDate", "location", "eventStatus"} <= set(event)
        assert [word for word in everything.PRIVATE if word in json.dumps(event, ensure_ascii=False)] == []


def test_unknown_term_is_seen():
    """The control."""
    assert unknown_terms({"@type": "Event", "colour": "red", "location": [{"@type": "Place", "x": 1}]}) == [
        "colour",
        "x",
    ]


def test_no_text_ends_the_script():
    conference = everything.everything()
    session = conference.sessions.get(title__contains="alert")
    for path in (f"/{conference.slug}/", session.get_absolute_url()):
        page = page_of(path)
        scripts = page.all("script")
        assert [script.get("src") or script["type"] for script in scripts] == [
            "application/ld+json",
            "/static/js/programme.js",
        ]
        assert "<" not in scripts[0].text
        assert event_in(page)["name"].endswith(everything.SCRIPT)


def test_programme_of_many_sessions_has_no_more_in_its_head():
    session = SlotFactory().session
    before = event_of(session.conference)
    SlotFactory.create_batch(5, session__conference=session.conference)
    assert event_of(session.conference) == before
    assert len(json.dumps(before)) < 1000


def test_status():
    slot = SlotFactory()
    assert event_of(slot.session)["eventStatus"] == "https://schema.org/EventScheduled"
    Session.objects.update(status="requested")
    assert event_of(slot.session)["name"].endswith(" (angefragt)")
    Session.objects.update(status="cancelled")
    event = event_of(slot.session)
    assert (event["eventStatus"], "offers" in event) == ("https://schema.org/EventCancelled", False)


@pytest.mark.parametrize(
    ("kind", "venue", "mode", "places"),
    [
        (Room.Kind.ON_SITE, "Rathaus", "Offline", ["Place"]),
        (Room.Kind.ONLINE, "Rathaus", "Online", ["VirtualLocation"]),
        (Room.Kind.HYBRID, "Rathaus", "Mixed", ["Place", "VirtualLocation"]),
        (Room.Kind.HYBRID, "", "Mixed", ["Place", "VirtualLocation"]),
        (None, "Rathaus", "Offline", ["Place"]),
        (None, "", "Online", ["VirtualLocation"]),
    ],
)
def test_where_one_has_to_be(kind, venue, mode, places):
    slot = SlotFactory()
    Conference.objects.update(venue={"de": venue} if venue else {})
    if kind:
        slot.room = RoomFactory(conference=slot.conference, kind=kind)
        slot.save()
    for event in (event_of(slot.session), event_of(slot.conference)):
        location = event["location"] if isinstance(event["location"], list) else [event["location"]]
        assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
        assert [place["@type"] for place in location] == places
        assert all(place.get("name", "x") and place.get("address", "x") for place in location)


@pytest.mark.breaks_invariants  # nobody has registered
@pytest.mark.parametrize(("taken", "availability"), [(0, "InStock"), (8, "LimitedAvailability"), (10, "SoldOut")])
def test_offer_says_of_places_what_visitors_read(taken, availability):
    session = SlotFactory(session__capacity=10).session
    Pool.objects.update(taken=taken)
    offer = event_of(session)["offers"]
    assert offer["availability"] == f"https://schema.org/{availability}"
    assert (offer["price"], offer["priceCurrency"]) == (0, "EUR")
    assert offer["url"] == f"{settings.BASE_URL}/{session.conference.slug}/register/?session={session.code}"


@pytest.mark.breaks_invariants
def test_offer_of_a_hybrid_session_is_that_of_the_kind_that_has_places():
    session = SlotFactory(session__capacity=10).session
    Pool.objects.update(taken=10, mode="on_site")
    Pool.objects.create(session=session, mode="online")
    assert event_of(session)["offers"]["availability"] == "https://schema.org/InStock"


@pytest.mark.parametrize(
    "changes",
    [
        {"registration_closes_at": timezone.now() - timedelta(days=1)},
        {"registration_opens_at": timezone.now() + timedelta(days=1)},
        {"access_code": "geheim"},
        {"email_domains": ["jena.de"]},
        {"status": "cancelled"},
    ],
)
def test_what_not_everybody_can_register_for_is_not_offered(changes):
    session = SlotFactory().session
    assert "offers" in event_of(session)
    Session.objects.update(**changes)
    assert "offers" not in event_of(session)


def test_people_who_have_not_agreed_do_not_perform():
    appearance = AppearanceFactory(session=SlotFactory().session)
    AppearanceFactory(session=appearance.session, status="requested")
    AppearanceFactory(session=appearance.session, speaker=appearance.speaker, role="moderation")
    (performer,) = event_of(appearance.session)["performer"]
    assert performer["name"] == appearance.speaker.full_name


def test_host_of_a_session_is_its_organizer():
    session = SlotFactory(session__conference__host_name="Stadt Jena").session
    assert event_of(session)["organizer"] == {"@type": "Organization", "name": "Stadt Jena"}
    host = OrganisationFactory(conference=session.conference, name="Verein", website="https://verein.example")
    Session.objects.update(host=host)
    organizer = {"@type": "Organization", "name": "Verein", "url": "https://verein.example"}
    assert event_of(session)["organizer"] == organizer


def test_session_that_meets_twice_has_both_meetings():
    slot = SlotFactory()
    later = SlotFactory(session=slot.session, starts_at=slot.starts_at + timedelta(days=1), ends_at=None)
    event = event_of(slot.session)
    assert [each["startDate"] for each in event["subEvent"]] == [
        moment.astimezone(slot.conference.zone).isoformat(timespec="minutes")
        for moment in (slot.starts_at, later.starts_at)
    ]
    assert "endDate" not in event  # it is open


# Open Graph


def meta_of(path):
    return [
        (element["property"], element["content"]) for element in page_of(path).all("meta") if element.get("property")
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_page_says_what_it_is(prefix):
    appearance = AppearanceFactory(session=SlotFactory(session__abstract={"de": "Ein *schöner* Text."}).session)
    session, slug = appearance.session, appearance.session.conference.slug
    kinds = {
        f"/{slug}/": "website",
        f"/{slug}/speakers/": "website",
        f"/{slug}/sessions/{session.code}/": "article",
        f"/{slug}/speakers/{appearance.speaker.code}/": "profile",
    }
    for path, kind in kinds.items():
        meta = dict(meta_of(prefix + path))
        assert (meta["og:type"], meta["og:url"]) == (kind, f"{settings.BASE_URL}{prefix}{path}")
        assert meta["og:locale"], meta["og:locale:alternate"] == (("en_GB", "de_DE") if prefix else ("de_DE", "en_GB"))
        assert all(meta.values())
    assert dict(meta_of(f"/{slug}/sessions/{session.code}/"))["og:description"] == "Ein schöner Text."


def test_empty_conference_says_what_it_is():
    assert dict(meta_of(f"/{everything.empty().slug}/"))["og:description"] == "Leer"


def test_cancelled_session_is_shared_as_such():
    session = SessionFactory(status="cancelled", title={"de": "Titel"})
    assert dict(meta_of(session.get_absolute_url()))["og:title"] == "fällt aus: Titel"


def test_page_names_itself_in_each_language():
    slug = SlotFactory().conference.slug
    for prefix in ("", "/en"):
        links = page_of(f"{prefix}/{slug}/speakers/?page=2").all("link", rel="alternate")
        assert {link["hreflang"]: link["href"] for link in links if link.get("hreflang")} == {
            "de": f"{settings.BASE_URL}/{slug}/speakers/",
            "en": f"{settings.BASE_URL}/en/{slug}/speakers/",
            "x-default": f"{settings.BASE_URL}/{slug}/speakers/",
        }


def test_formats_that_a_page_names_are_there():
    slug = SlotFactory().conference.slug
    links = [link for link in page_of(f"/{slug}/").all("link", rel="alternate") if not link.get("hreflang")]
    assert len(links) >= 3
    for link in links:
        assert Client().get(link["href"])["Content-Type"].split(";")[0].split("+")[-1].split("/")[-1] in link["type"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        (
            "# Titel\n\nEin **fettes**, [Wort](https://a.example).\n\n- eins\n- zwei",
            "Titel Ein fettes, Wort. eins zwei",
        ),
        ("a < b & c > d", "a < b & c > d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Zeile\nZeile", "Zeile Zeile"),
        ("x" * 300, "x" * 99 + "…"),
        (everything.ARABIC, everything.ARABIC),
    ],
)
def test_words_of_a_text(text, words):
    assert plain(text, 100) == words
