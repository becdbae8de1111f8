"""[T13, I2] One mailbox has one address here, however somebody spells it, and e-mail goes to that mailbox.

Whatever looks like the same address and is refused, is refused in words.
"""

import re

import idna
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from programme.models import Speaker
from registration import actions
from registration.forms import AddressForm, LinkForm, RegistrationForm
from registration.models import Attendee
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.sink import smtp_sink
from tests.registration.steps import filled, open_own_page, page
from womconf.addresses import ADDRESS, AddressField, AddressFormField, canonical, canonical_domain, in_search, readable
from womconf.mail.actions import send
from womconf.mail.models import Message
from womconf.mail.transport import address_in, mailers_from_url

SPELLINGS = {  # of the same mailbox
    "anna@example.net": ["anna@example.net", "ANNA@Example.NET", "  anna@example.net\n", "anna@example.net\u00a0"],
    "anna@xn--mller-kva.example": [
        "anna@müller.example",
        "anna@MÜLLER.example",
        "anna@mu\u0308ller.example",  # as macOS writes it
        "anna@MU\u0308LLER.example",
        "anna@XN--MLLER-KVA.example",
    ],
    # Names that the rules of 2003 gave to somebody else.
    "anna@xn--strae-oqa.example": ["anna@straße.example", "anna@STRAẞE.example", "anna@xn--strae-oqa.example"],
    "anna@xn--fa-hia.de": ["anna@faß.de"],
    "anna@strasse.example": ["anna@strasse.example"],
    "anna@xn--kxaef0b5ab.gr": ["anna@σίγμας.gr"],
    "anna@xn--kxaef0b6ae.gr": ["anna@σίγμασ.gr", "anna@ΣΊΓΜΑΣ.gr"],
    "anna@xn--e1afmkfd.xn--p1ai": ["anna@пример.рф"],
    "o'brien+tag%a@example.org": ["O'Brien+tag%a@example.org"],
    "anna@ab--cd.example": ["anna@ab--cd.example"],
}
INVISIBLE = "\u200b\u2060\u00ad\u200d\u200c\ufeff\ufe0f\u034f\u115f\u180b\u202e\u2066\u2800\x00\x01\n\u2028\U000e0041"
LOOK_ALIKE = "ｅⓔ𝐞ₑﬁªſ½㍿．。\u00a0"
REFUSED = [
    "",
    "anna",
    "anna@",
    "@example.net",
    "anna@@example.net",
    "anna@example.net,bernd@example.net",
    "anna@localdomain",
    "anna@example.net.",
    "anna@exa mple.net",
    "anna@-a.example",
    "anna@a..example",
    "anna@a_b.example",
    "anna@[127.0.0.1]",
    "anna@[IPv6:::1]",
    "anna@127.0.0.1",
    "anna@❤.example",
    "anna@xn--qei.ws",  # the same, encoded
    "anna@xn--zzzzzz.example",
    "anna@xn--.example",
    "anna@xn--strasse-.example",
    "anna@" + "ü" * 60 + ".example",
    "jürgen@example.net",
    "аnna@example.net",  # a Cyrillic a
    '"anna"@example.net',
    '"anna müller"@example.net',
    "an na@example.net",
    "anna..b@example.net",
    "Anna <anna@example.net>",
    "mailto:anna@example.net",
    "x" * 250 + "@x.de",
    "anna@" + ".".join(["ü" * 20] * 9) + ".example",  # too long only as mail servers know it
]


@pytest.mark.parametrize(
    ("spelled", "address"), [(spelled, address) for address, all_ in SPELLINGS.items() for spelled in all_]
)
def test_mailbox_has_one_spelling(spelled, address):
    assert canonical(spelled) == address
    assert canonical(readable(address)) == address


@pytest.mark.parametrize("bad", REFUSED)
def test_what_is_no_address_is_refused_in_words(bad):
    with pytest.raises(ValidationError) as refusal:
        canonical(bad)
    assert refusal.value.messages[0].endswith((".", ".)"))


@pytest.mark.parametrize(
    "place", ["an{}na@example.net", "anna@exam{}ple.net", "{}anna@example.net", "anna@example.n{}et"]
)
@pytest.mark.parametrize("character", INVISIBLE + LOOK_ALIKE)
def test_character_that_is_not_seen_or_stands_for_another_is_refused(place, character):
    address = place.format(character)
    if canonical_or_none(address.strip()) == "anna@example.net":
        assert address.strip() == "anna@example.net"  # a space around it is cut
        return
    with pytest.raises(ValidationError):
        canonical(address)


def canonical_or_none(text):
    try:
        return canonical(text)
    except ValidationError:
        return None


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.text(st.characters(codec="utf-8"), max_size=20))
def test_whatever_is_accepted_is_canonical_and_stays_so(local, domain):
    address = canonical_or_none(f"{local or 'a'}@{domain}.example")
    if address is not None:
        assert re.fullmatch(ADDRESS, address)
        assert address.isascii()
        assert canonical(address) == canonical(readable(address)) == address


@given(st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=20))
def test_label_that_is_written_encoded_is_the_one_that_it_stands_for(letters):
    try:
        domain = canonical_domain(f"xn--{letters}.example")
    except ValidationError:
        return
    assert not idna.decode(domain).isascii()
    assert idna.encode(idna.decode(domain)).decode() == domain


def test_sentence_names_the_character():
    with pytest.raises(ValidationError, match=r"U\+200B"):
        canonical("anna@exam\u200bple.net")
    with pytest.raises(ValidationError, match="„ü“"):
        canonical("jürgen@example.net")


# Every door.


def test_every_address_of_ours_has_the_one_rule():
    """A form field and a model field that somebody adds later, too."""
    ours = [
        model for model in apps.get_models() if model.__module__.startswith(("programme", "registration", "womconf"))
    ]
    columns = [field for model in ours for field in model._meta.get_fields() if isinstance(field, models.EmailField)]
    assert len(columns) >= 7
    assert [str(field) for field in columns if not isinstance(field, AddressField)] == []
    checked = {
        field.name
        for field in columns
        for constraint in field.model._meta.constraints
        if constraint.name == f"{field.model._meta.model_name}_{field.name}_canonical"
    }
    events = {field.name for field in columns if field.model._meta.model_name.endswith("event")}
    assert {field.name for field in columns} - events <= checked
    for form in (RegistrationForm, AddressForm, LinkForm):
        fields = [field for name, field in form.base_fields.items() if "email" in name]
        assert fields
        assert all(isinstance(field, AddressFormField) for field in fields)


COLUMNS = [
    (AttendeeFactory, "email"),
    (AttendeeFactory, "new_email"),
    (SpeakerFactory, "email"),
    (ConferenceFactory, "contact_email"),
]
NOT_CANONICAL = [
    "Anna@example.net",
    "anna@exam\u200bple.net",
    "anna@straße.example",
    "anna",
    "a@b@c.de",
    "a b@c.de",
    "a@b\n",
]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "column"), COLUMNS)
@pytest.mark.parametrize("bad", NOT_CANONICAL)
def test_database_refuses_another_spelling(make, column, bad):
    one = make()
    table = type(one)._meta.db_table
    with pytest.raises(IntegrityError, match=f"{column}_canonical"), transaction.atomic():
        type(one).objects.filter(pk=one.pk).update(**{column: bad})
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match=f"{column}_canonical"),
        transaction.atomic(),
    ):
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [bad, one.pk])  # noqa: S608


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [*NOT_CANONICAL, ""])
def test_database_refuses_a_mail_to_another_spelling(bad):
    with pytest.raises(IntegrityError, match="message_to_canonical"), transaction.atomic():
        Message.objects.create(key="1", kind="link", to=bad, language="de")
    if bad:
        with pytest.raises(IntegrityError, match="message_reply_to_canonical"):
            Message.objects.create(key="1", kind="link", to="anna@example.net", reply_to=bad, language="de")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad", [["Example.org"], ["example.org", "straße.example"], ["a b"], ["a,b"], [""], ["a", ""], ['"'], ["a@b.de"]]
)
def test_database_refuses_another_spelling_of_a_mail_domain(bad):
    with pytest.raises(IntegrityError, match="session_email_domains_canonical"):
        SessionFactory(email_domains=bad)


@pytest.mark.django_db
def test_full_clean_makes_the_one_spelling():
    speaker = SpeakerFactory.build(conference=ConferenceFactory(), email="Alex@Fußball.example")
    speaker.full_clean()
    speaker.save()
    assert Speaker.objects.get().email == "alex@xn--fuball-cta.example"


@pytest.mark.django_db
def test_ten_spellings_are_one_person_and_one_mail():
    session = SessionFactory()
    typed = ["opfer@example.net", "Opfer@EXAMPLE.net", " opfer@example.net "]
    typed += [f"opfer@exam{character}ple.net" for character in "\u200b\u2060\u00ad\u200d\ufeff\ufe0fｅ"]
    answers = [Client().post(page(session), filled(session, email=address)).status_code for address in typed]
    assert answers == [302] * 3 + [200] * 7
    assert [person.email for person in Attendee.objects.all()] == ["opfer@example.net"]
    assert (Message.objects.due(timezone.now()).count(), Message.objects.count()) == (1, 2)  # the second leaves later


@pytest.mark.django_db
def test_refusal_is_said_at_the_field_and_what_was_typed_stays():
    session = SessionFactory()
    response = Client().post(page(session), filled(session, email="opfer@exam\u200bple.net"))
    assert list(response.context["form"].errors) == ["email"]
    assert "U+200B" in response.text
    assert "opfer@exam\u200bple.net" in response.text


@pytest.mark.django_db
def test_own_address_is_no_colleague_however_it_is_spelled():
    session = SessionFactory()
    form = filled(session, email="anna@straße.example", colleague_name="Kim")
    response = Client().post(page(session), form | {"colleague_email": "ANNA@XN--STRAE-OQA.example"})
    assert list(response.context["form"].errors) == ["colleague_email"]
    assert Client().post(page(session), form | {"colleague_email": "anna@strasse.example"}).status_code == 302
    assert Attendee.objects.count() == 2


@pytest.mark.django_db
def test_link_is_found_by_any_spelling():
    attendee = AttendeeFactory(email="anna@xn--strae-oqa.example")
    SpeakerFactory(email="anna@xn--strae-oqa.example", conference=attendee.conference)
    Client().post(reverse("registration:me-link"), {"email": "Anna@Straße.example"})
    actions.send_links([attendee.pk])
    assert [message.to for message in Message.objects.all()] == ["anna@xn--strae-oqa.example"]
    known = Attendee.objects.with_address(canonical("ANNA@straße.example"))
    assert [person.pk for person in known] == [attendee.pk]


@pytest.mark.django_db
def test_domain_of_a_restricted_session_is_the_same_in_every_spelling():
    session = SessionFactory(email_domains=[canonical_domain("Straße.example")])
    assert Client().post(page(session), filled(session, email="anna@straße.example")).status_code == 302
    assert Client().post(page(session), filled(session, email="anna@amt.STRAẞE.example")).status_code == 302
    assert Client().post(page(session), filled(session, email="anna@strasse.example")).status_code == 200


@pytest.mark.django_db
def test_people_see_their_domain_as_they_write_it(client):
    attendee = AttendeeFactory(email="anna@xn--strae-oqa.example", new_email="", name="Anna")
    open_own_page(client, attendee)
    assert "anna@straße.example" in client.get("/me/").text
    client.post(reverse("registration:me-new-address"), {"new_email": "Anna@MÜLLER.example"})
    attendee.refresh_from_db()
    assert attendee.new_email == "anna@xn--mller-kva.example"
    assert "anna@müller.example" in client.get("/me/").text


# The admin.


@pytest.mark.django_db
def test_organisers_enter_and_find_people_by_any_spelling(client, organiser, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    slot = SlotFactory()
    form = {"conference": slot.conference.pk, "name": "Anna", "email": "Anna@Straße.example", "language": "de"}
    add = reverse("admin:registration_attendee_add")
    assert client.post(add, form | {"pools": [slot.session.pool.pk]}).status_code == 302
    assert client.post(add, form | {"pools": [slot.session.pool.pk], "email": "a@exam\u200bple.net"}).status_code == 200
    assert Attendee.objects.get().email == "anna@xn--strae-oqa.example"
    speaker = SpeakerFactory(conference=slot.conference, email="anna@xn--strae-oqa.example", name="Anna Straße")
    AppearanceFactory(session=slot.session, speaker=speaker)
    for name in ("registration_attendee", "registration_registration", "programme_speaker", "programme_appearance"):
        for typed in ("Anna@straße.example", "@straße.example", "Anna"):
            found = client.get(reverse(f"admin:{name}_changelist"), {"q": typed}).context["cl"].result_count
            assert (name, typed, found) == (name, typed, 1)


@pytest.mark.django_db
def test_address_of_an_organiser_gets_its_one_spelling(client, organiser, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    address = reverse("admin:auth_user_change", args=[organiser.pk])
    form = {"username": "kim", "date_joined_0": "2027-01-01", "date_joined_1": "12:00", "is_superuser": "on"}
    assert (
        client.post(address, form | {"is_staff": "on", "is_active": "on", "email": "Kim@Straße.example"}).status_code
        == 302
    )
    organiser.refresh_from_db()
    assert organiser.email == "kim@xn--strae-oqa.example"
    assert "kim@straße.example" in client.get(address).text


def test_search_leaves_other_words_alone():
    assert in_search("Anna Müller anna@MÜLLER.example @❤.de") == "Anna Müller anna@xn--mller-kva.example @❤.de"


# What is sent.


@pytest.mark.django_db
def test_mail_reaches_the_domain_that_was_typed(settings):
    """Over a real mail server: neither Django nor Python has anything left to translate."""
    session = SlotFactory(
        session__conference=ConferenceFactory(contact_email=canonical("buero@straße.example"))
    ).session
    settings.DEFAULT_FROM_EMAIL = address_in("DEFAULT_FROM_EMAIL", "Büro <buero@faß.example>")
    with smtp_sink() as sink:
        settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{sink.port}/?starttls=0")
        assert Client().post(page(session), filled(session, email="anna@straße.example")).status_code == 302
        assert send(Message.objects.get().pk).status == "sent"
    [(recipients, mail)] = sink.mails
    assert recipients == ["anna@xn--strae-oqa.example"]
    assert (mail["To"], mail["Reply-To"]) == ("anna@xn--strae-oqa.example", "buero@xn--strae-oqa.example")
    assert mail["From"] == f"{session.conference.title} <buero@xn--fa-hia.example>"


def test_addresses_of_operators_have_the_one_spelling():
    assert address_in("X", "buero@Straße.example") == "buero@xn--strae-oqa.example"
    assert address_in("X", "Straße <root@mailhost>") == "Straße <root@mailhost>"
    assert address_in("X", "") == ""
    host = mailers_from_url("smtps://anna:geheim@mail.straße.example")["default"]["OPTIONS"]["host"]
    assert host == "mail.xn--strae-oqa.example"
    with pytest.raises(ImproperlyConfigured, match="DEFAULT_FROM_EMAIL"):
        address_in("DEFAULT_FROM_EMAIL", "buero@❤.example")
