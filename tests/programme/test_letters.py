"""One folding of letters: what looks alike is sorted side by side, found, and the same name."""

import re
import unicodedata

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.imports.writer import names
from programme.letters import fold
from programme.models import Organisation, Speaker
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    OrganiserFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.registration.steps import filled, page

pytestmark = pytest.mark.django_db

ALIKE = [
    ("Șerban", "Şerban", "serban", "SERBAN"),
    ("O’Neil", "O'Neil", "O´Neil", "O`Neil", "Oʼneil", "o‘neil"),
    ("Zoë", "Zoe\u0308", "zoe"),
    ("Müller‑Schmidt", "Müller-Schmidt", "Muller–Schmidt", "MÜLLER−SCHMIDT"),
    ("Ærø", "aero", "AERO"),
    ("Đorđević", "dordevic"),
    ("Łódź", "lodz", "ŁÓDŹ"),
    ("Straße", "STRASSE", "STRAẞE", "strasse"),
    ("Őry Ű Ć Ń Ž Ǧ", "ory u c n z g"),
    ("Ｍeyer", "meyer"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("Жанна", "ЖАННА"),
]


def in_database(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT womconf_folded(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda spellings: spellings[0])
def test_what_looks_alike_is_alike(spellings):
    assert len({fold(spelling) for spelling in spellings}) == 1
    assert len({in_database(spelling) for spelling in spellings}) == 1
    assert len({names.fold(spelling) for spelling in spellings}) == 1


def test_every_latin_letter_with_marks_is_a_plain_one():
    letters = [chr(code) for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]]
    marked = [letter for letter in letters if unicodedata.normalize("NFD", letter)[0].isascii() and letter.isalpha()]
    assert len(marked) > 450
    assert [letter for letter in marked if not re.fullmatch("[a-z]+", fold(letter))] == []
    assert [in_database(letter) for letter in marked] == [fold(letter) for letter in marked]


ASSIGNED = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(ASSIGNED, max_size=60)
    | st.text(st.characters(max_codepoint=0x52F, exclude_characters="\0", exclude_categories=["Cn"]), max_size=60)
    | st.text(st.sampled_from("ÆæØøĐđŁłßẞ’'´`ʼ‑–—-aÄäA\u0308ĳŒœıİςΣ ſ"), max_size=30)
)
def test_python_and_the_database_agree(text):
    assert fold(text) == in_database(text)


def test_people_and_organisations_stand_beside_their_letter():
    sorted_names = [
        "Ærø",
        "Ąkowska",
        "Behr",
        "Đorđević",
        "Ębska",
        "Müller",
        "Őry",
        "Řezníček",
        "Șerban",
        "Țepeș",
        "Zander",
    ]
    conference = ConferenceFactory()
    for name in reversed(sorted_names):
        SpeakerFactory(conference=conference, name=f"Anna {name}", family_name=name)
        OrganisationFactory(conference=conference, name=name)
    assert [speaker.family_name for speaker in Speaker.objects.in_order()] == sorted_names
    assert [organisation.name for organisation in Organisation.objects.all()] == sorted_names


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda spellings: spellings[0])
def test_both_searches_find_each_spelling_by_every_other(client, spellings):
    conference = ConferenceFactory()
    for stored in spellings[:2]:
        AppearanceFactory(
            session__conference=conference, session__title={"de": f"Über {stored}"}, speaker__name=f"Kim {stored}"
        )
    SessionFactory(conference=conference, title={"de": "Anderes"})
    client.force_login(OrganiserFactory())
    for sought in spellings:
        answer = client.get(reverse("programme:programme", args=[conference.slug]), {"q": sought})
        titles = {session.title.localize("de") for session in answer.context["filter"].sessions_found}
        assert titles == {f"Über {stored}" for stored in spellings[:2]}, sought
        for model in ("session", "speaker", "appearance"):
            page = client.get(reverse(f"admin:programme_{model}_changelist"), {"q": sought})
            assert page.context["cl"].result_count == 2, (model, sought)


def test_search_for_too_much_says_so(client):
    session = SessionFactory()
    address = reverse("programme:programme", args=[session.conference.slug])
    answer = client.get(address, {"q": "x" * 101})
    assert answer.context["filter"].sessions_found == []
    assert "Bitte geben Sie höchstens 100 Zeichen ein." in answer.text
    assert client.get(address, {"q": str(session.title)}).context["filter"].sessions_found == [session]


def test_formats_are_offered_in_order(client):
    conference = ConferenceFactory()
    for name in ["Zukunft", "Übung", "Ökotour", "amt"]:
        SessionFactory(conference=conference, format={"de": name})
    fields = client.get(reverse("programme:programme", args=[conference.slug])).context["filter"].fields
    assert [label for _value, label in fields["format"].choices[1:]] == ["amt", "Ökotour", "Übung", "Zukunft"]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Vielfalt 2027", "Vielfalt 2027"),
        ("Vielfalt 2027", "vielfalt  2027"),
        ("Vielfalt\u00a02027", "Vielfalt 2027"),
        ("Müller", "Mu\u0308ller"),
        ("Mu\u0308ller", "MÜLLER"),
        ("ＡＢＣ", "abc"),
        ("abc", "andere abc noch"),
        ("Straße", "STRASSE"),
    ],
)
def test_code_that_can_be_saved_can_be_used(client, stored, typed):
    session = SessionFactory(access_code=stored)
    client.post(page(session), filled(session, access_code=typed))
    assert session.registrations.count() == 1
