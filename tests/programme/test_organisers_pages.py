"""What the pages say on which organisers work from day to day."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from programme import actions
from programme.admin.sessions import SessionAdmin
from programme.desk import Desk
from programme.models import Appearance, Conference, Consent, Membership, Session
from tests.browsers import change_page, opened, said
from tests.factories import (
    READY,
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.programme.lacking import DAY
from womconf.models import DailyRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]


def publish_page(conference):
    return reverse("admin:programme_publish", args=[conference.pk])


def start_page(conference):
    return reverse("admin:index", query={"conference": conference.pk})


# Making it public


def test_page_that_makes_public_leads_to_each_field_that_lacks_and_has_no_button(client):
    conference = ConferenceFactory(published_at=None, **{**READY, "imprint": {}, "contact_email": ""})
    page = client.get(publish_page(conference))
    change = change_page(conference)
    assert page.context["lacks"] == [
        ("id_imprint_0", "Impressum"),
        ("id_contact_email", conference._meta.get_field("contact_email").verbose_name),
    ]
    assert f'href="{change}#id_imprint_0"' in page.text
    settings = client.get(change).text
    for field in ("id_imprint_0", "id_contact_email"):
        assert [f'id="{field}"' in settings, f'href="#{field}"' in settings] == [True, True]
    assert '<input type="submit"' not in page.text.partition('class="ask-first"')[2]


def test_page_that_makes_public_has_a_button_where_nothing_lacks(client):
    page = client.get(publish_page(ConferenceFactory(published_at=None, **READY)))
    assert page.context["lacks"] == []
    assert '<input type="submit"' in page.text.partition('class="ask-first"')[2]


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [
        (None, None, "Die Anmeldung ist dann sofort offen."),
        (-DAY, None, "Die Anmeldung ist dann sofort offen."),
        (DAY, None, "Die Anmeldung öffnet am"),
        (None, -DAY, "Die Anmeldung ist schon vorbei."),
    ],
)
def test_page_that_makes_public_says_when_registration_opens(client, opens, closes, sentence):
    now = timezone.now()
    times = {"registration_opens_at": opens and now + opens, "registration_closes_at": closes and now + closes}
    conference = ConferenceFactory(published_at=None, **READY, **times)
    page = client.get(publish_page(conference))
    assert sentence in page.context["opens"]
    assert f'href="{change_page(conference)}#id_registration_opens_at_0"' in page.text


def test_start_page_leads_to_making_public_and_to_requests(client):
    conference = ConferenceFactory(published_at=None)
    requests = reverse("admin:programme_appearance_changelist", query={"session__conference__id__exact": conference.pk})
    page = client.get(start_page(conference)).text
    assert [f'href="{publish_page(conference)}"' in page, f'href="{requests}"' in page] == [True, True]
    Conference.objects.update(published_at=timezone.now())
    assert f'href="{publish_page(conference)}"' not in client.get(start_page(conference)).text


# Lists


def test_list_of_sessions_says_who_was_not_asked_yet(client, organiser):
    session = SlotFactory().session
    names = ["Asta Lund", "Bo Berg", "Cleo Dahl"]
    asked, _not_asked, _agreed = (
        AppearanceFactory(session=session, speaker__name=name, status=status)
        for name, status in zip(names, ["requested", "requested", "confirmed"], strict=True)
    )
    actions.request_speaker(asked, by=organiser)
    page = client.get(reverse("admin:programme_session_changelist"))
    assert "Asta Lund (angefragt), Bo Berg (noch nicht angefragt), Cleo Dahl<" in page.text


def test_list_of_requests_says_why_somebody_declined_and_leads_to_somebody_else(client):
    appearance = AppearanceFactory(status="requested")
    actions.decline_appearance(appearance, reason="Urlaub. " * 30)
    page = client.get(reverse("admin:programme_appearance_changelist")).text
    assert f'href="{change_page(appearance.session)}?one_more=1#appearances-group">Ersatz eintragen' in page
    assert "Urlaub. Urlaub." in page
    assert "Urlaub. " * 30 not in page
    assert 'id="appearances-group"' in client.get(change_page(appearance.session)).text


def test_whoever_declined_stays_in_their_row_and_whoever_comes_instead_gets_an_empty_one(client):
    appearance = AppearanceFactory(status="requested")
    actions.decline_appearance(appearance, reason="Urlaub.")
    other = SpeakerFactory(conference=appearance.session.conference)
    page = f"{change_page(appearance.session)}?one_more=1"
    form = opened(client, page)
    assert form["appearances-TOTAL_FORMS"] == "2"
    assert "Urlaub." in client.get(page).text
    # A browser does not send a field that cannot be changed; who sends it all the same changes nobody's answer.
    typed = {"appearances-0-speaker": other.pk, "appearances-1-speaker": other.pk, "appearances-1-role": "speaker"}
    assert client.post(page, {**form, **typed}).status_code == 302
    people = appearance.session.appearances.order_by("pk").values_list("speaker", "status", "status_note")
    assert list(people) == [(appearance.speaker_id, "declined", "Urlaub."), (other.pk, "requested", "")]


def test_whoever_comes_instead_is_entered_in_the_role_of_who_declined(client):
    appearance = AppearanceFactory(status="requested", role="panel")
    actions.decline_appearance(appearance)
    page = f"{change_page(appearance.session)}?one_more=1"
    form = opened(client, page)
    assert form["appearances-1-role"] == "panel"
    assert client.post(page, form).status_code == 302
    assert appearance.session.appearances.count() == 1  # the row is still an empty one
    other = SpeakerFactory(conference=appearance.session.conference)
    client.post(page, {**opened(client, page), "appearances-1-speaker": other.pk})
    assert appearance.session.appearances.get(speaker=other).role == "panel"


def test_row_on_the_page_of_a_speaker_keeps_its_session(client):
    appearance = AppearanceFactory(status="confirmed")
    other = SlotFactory(session__conference=appearance.session.conference).session
    page = change_page(appearance.speaker)
    assert client.post(page, {**opened(client, page), "appearances-0-session": other.pk}).status_code == 302
    appearance.refresh_from_db()
    assert (appearance.session_id == other.pk, appearance.status) == (False, "confirmed")


# A page that is saved


@pytest.mark.parametrize("consents", [[], [Consent.Kind.PHOTO], [Consent.Kind.RECORDING]])
def test_link_to_a_recording_warns_of_whoever_has_not_agreed_to_it(client, consents):
    session = SlotFactory().session
    speaker = AppearanceFactory(session=session).speaker
    AppearanceFactory(session=session, status="declined", speaker__name="Nora Nein")
    for kind in consents:
        actions.give_consent(speaker, kind)
    page = change_page(session)
    typed = {**opened(client, page), "recording_url": "https://video.example.org/1"}
    warned = [sentence for sentence in said(client.post(page, typed, follow=True)) if "Aufzeichnung" in sentence]
    is_named = [speaker.name in sentence and "Nora" not in sentence for sentence in warned]
    assert is_named == ([] if Consent.Kind.RECORDING in consents else [True])


def test_more_places_say_how_many_moved_up(client):
    session = SlotFactory(session__capacity=1).session
    RegistrationFactory(session=session)
    RegistrationFactory.create_batch(3, session=session, status="waiting")
    page = change_page(session)
    moved = [
        [
            sentence
            for sentence in said(client.post(page, {**opened(client, page), "capacity": n}, follow=True))
            if "nachger" in sentence
        ]
        for n in (3, 3, 9)
    ]
    assert moved == [
        ["2 Personen sind nachgerückt und bekommen eine E-Mail, falls eine Adresse vorliegt."],
        [],
        ["1 Person ist nachgerückt und bekommt eine E-Mail, falls eine Adresse vorliegt."],
    ]


# The start page


def test_who_waits_is_named_by_session_with_the_way_to_its_places(client):
    few = SlotFactory(session__capacity=1).session
    many = SlotFactory(session__capacity=1, session__conference=few.conference).session
    for session, number in ((few, 1), (many, 2)):
        RegistrationFactory(session=session)
        RegistrationFactory.create_batch(number, session=session, status="waiting")
    page = client.get(start_page(few.conference)).text
    [first, second] = (page.index(f'href="{change_page(session)}#id_capacity"') for session in (many, few))
    assert first < second
    assert 'id="id_capacity"' in client.get(change_page(few)).text


def test_figures_by_mode_and_language_have_headings_of_their_own(client):
    session = SlotFactory().session
    RegistrationFactory(session=session, attendee__language="de")
    assert "<h3" not in _figures(client, session.conference)
    actions.make_hybrid(SlotFactory(session__conference=session.conference).session, on_site=5, online=5)
    pool = Session.objects.latest("pk").pools.get(mode="online")
    RegistrationFactory(session=pool.session, pool=pool, attendee__language="en")
    found = _figures(client, session.conference)
    for words in ("Vergebene Plätze, vor Ort oder online", "ohne Unterschied", "Personen nach Sprache der E-Mails"):
        assert words in found


def _figures(client, conference):
    return client.get(start_page(conference)).text.partition('id="heading-figures"')[2].partition("<figure>")[0]


@pytest.mark.parametrize(("age", "rank"), [(None, "last"), (5 * DAY, "last"), (9 * DAY, "first")])
def test_backup_comes_after_people_unless_it_is_very_old(organiser, age, rank):
    session = SessionFactory()
    AppearanceFactory(session=session, status="requested")
    DailyRun.objects.filter(name=DailyRun.BACKUP).delete()
    if age:
        DailyRun.objects.create(name=DailyRun.BACKUP, day=timezone.localdate() - age)
    keys = [item.key for item in Desk(session.conference, organiser).open]
    people = keys.index("speakers-not-asked")
    assert (keys.index("backup") < people) == (rank == "first")


# A second date


def test_second_date_is_a_draft_with_texts_places_and_people_who_are_not_asked(client, organiser):
    session = SlotFactory(session__abstract={"de": "Text"}, session__language="de").session
    actions.make_hybrid(session, on_site=5, online=7, by=organiser)
    agreed = AppearanceFactory(session=session, role="moderation")
    AppearanceFactory(session=session, status="declined")
    RegistrationFactory(session=session, pool=session.pools.get(mode="online"))
    page = client.get(change_page(session))
    assert "Zweiter Termin …" in page.text
    chosen = {"action": "copy", "_selected_action": [session.pk]}
    lists = reverse("admin:programme_session_changelist")
    assert "Es entsteht ein Entwurf" in client.post(lists, chosen).text
    answer = client.post(lists, {**chosen, "sure": "True"})
    copy = Session.objects.latest("pk")
    assert answer.url == change_page(copy)
    assert (copy.pk != session.pk, copy.status, copy.title, copy.abstract) == (
        True,
        "draft",
        session.title,
        session.abstract,
    )
    assert not copy.slots.exists()
    assert sorted(copy.pools.values_list("mode", "capacity", "taken")) == [("on_site", 5, 0), ("online", 7, 0)]
    [person] = copy.appearances.all()
    assert (person.speaker, person.role, person.status, person.asked_at) == (
        agreed.speaker,
        "moderation",
        "requested",
        None,
    )
    assert not copy.registrations.exists()
    assert Appearance.objects.get(pk=agreed.pk).status == "confirmed"


def test_whoever_only_reads_sees_the_places_of_a_follow_up_and_no_import(client):
    slot = SlotFactory()
    talk = SlotFactory(session=slot.session, kind="follow_up", starts_at=slot.ends_at, ends_at=None)
    actions.set_follow_up_capacity(talk, capacity=4)
    reader = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=reader, conference=slot.conference, role="reader")
    client.force_login(reader)
    page = html.fromstring(client.get(change_page(slot.session)).text)
    shown = [
        text.text_content().strip()
        for text in page.xpath(
            "//div[contains(@class, 'fieldBox') and contains(@class, 'field-places')]//div[@class='readonly']"
        )
    ]
    assert shown == ["–", "4"]
    assert "Keine Begrenzung" in page.text_content() or "belegt" in page.text_content()
    assert "None" not in page.text_content()
    assert reverse("admin:programme_import") not in client.get(reverse("admin:programme_session_changelist")).text


def test_whoever_only_marks_who_is_there_reads_what_to_do(client):
    conference = ConferenceFactory()
    helper = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=helper, conference=conference, role="helper")
    client.force_login(helper)
    page = client.get(start_page(conference)).text
    assert "Sie vermerken, wer da ist: Die Knöpfe oben führen zu den Listen." in page
    assert ">Anmeldungen<" in page


def test_hiding_a_conference_says_first_how_many_people_it_concerns(client):
    session = SlotFactory().session
    AppearanceFactory(session=session)
    RegistrationFactory.create_batch(2, session=session)
    chosen = {"action": "unpublish", "_selected_action": [session.conference_id]}
    page = client.post(reverse("admin:programme_conference_changelist"), chosen)
    assert "Das betrifft 3 Personen" in page.text
    assert Conference.objects.get().is_public
    client.post(reverse("admin:programme_conference_changelist"), {**chosen, "sure": "True"})
    assert not Conference.objects.get().is_public


def test_list_that_shows_nothing_leads_to_what_is_to_do(client):
    conference = SpeakerFactory(email="anna@example.org").conference
    page = reverse("admin:programme_speaker_edit_list")
    answer = client.get(page, {"conference__id__exact": conference.pk, "email__isempty": "1"})
    assert f'<a href="{start_page(conference)}">Zu tun ansehen</a>' in answer.text


# What makes a draft public

ACTS = [
    ("announce", "Im Programm zeigen", "Show in the programme", "requested"),
    ("confirm", "Im Programm als bestätigt zeigen", "Show in the programme as confirmed", "confirmed"),
]


@pytest.mark.parametrize("act", ACTS, ids=[act[0] for act in ACTS])
def test_acts_that_make_a_draft_public_say_so_and_as_what(client, act):
    name, german, english, becomes = act
    session = SessionFactory(status="draft")
    AppearanceFactory(session=session, status="requested")
    page = reverse("admin:programme_session_change", args=[session.pk])
    shown = html.fromstring(client.get(page).text)
    [option] = shown.xpath(f"//select//option[@value='{name}']")
    assert (option.text, f"„{german}“" in shown.text_content()) == (german, True)  # the help explains it by its name
    with translation.override("en"):
        action = getattr(SessionAdmin, name)
        assert (str(action.short_description), f"“{english}”" in str(action.explanation)) == (english, True)
    client.post(page.replace(f"{session.pk}/change/", ""), {"action": name, "_selected_action": [session.pk]})
    session.refresh_from_db()
    assert (session.status, session.was_announced) == (becomes, True)


def test_question_before_several_drafts_become_public_says_as_what(client):
    drafts = SessionFactory.create_batch(2, status="draft", conference=ConferenceFactory())
    chosen = {"action": "confirm", "_selected_action": [draft.pk for draft in drafts]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert "„Im Programm als bestätigt zeigen“, auch wenn noch Antworten fehlen." in page.text
