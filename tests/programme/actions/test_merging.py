"""Two rows of speakers that are one person become one; people who only look alike stay two."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions
from programme.exceptions import NotTheSamePerson, PersonIsGone
from programme.models import (
    Appearance,
    Consent,
    DifferentSpeakers,
    ImportedItem,
    Picture,
    Proposal,
    Session,
    Speaker,
    ToldToSpeaker,
)
from programme.speaker_letters import speaker_link
from programme.twins import speakers_twice
from tests import seed
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    ConsentFactory,
    OrganisationFactory,
    OrganiserFactory,
    PictureFactory,
    ProposalFactory,
    SessionFactory,
    SessionFileFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

Status = Appearance.Status


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def conference():
    return ConferenceFactory()


@pytest.fixture
def kept(conference):
    return SpeakerFactory(conference=conference, name="Renate Ruf", email="renate@amt.example")


@pytest.fixture
def other(conference):
    return SpeakerFactory(conference=conference, name="RENATE RUF", email="r.ruf@verein.example")


def told(speaker, slot, at):
    facts = {"uid": slot.uid, "session": slot.session, "slot": slot, "part": "speaking", "title": "Alt"}
    return ToldToSpeaker.objects.create(speaker=speaker, starts_at=slot.starts_at, told_at=at, **facts)


def message(speaker, key, **facts):
    values = {"kind": "speaker-link", "to": speaker.email, "language": "de", "conference": speaker.conference}
    return Message.objects.create(key=key, speaker=speaker, **values, **facts)


def everything_of(speaker):
    """Make one row of each kind that leads to a speaker. Return them."""
    session = SessionFactory(conference=speaker.conference)
    slot = SlotFactory(session=session)
    third = SpeakerFactory(conference=speaker.conference, name="Dritte")
    one, two = sorted([speaker, third], key=lambda each: each.pk)
    return [
        AppearanceFactory(session=session, speaker=speaker),
        ConsentFactory(speaker=speaker),
        PictureFactory(speaker=speaker),
        SessionFileFactory(session=session, speaker=speaker),
        ProposalFactory(session=session, speaker=speaker),
        told(speaker, slot, timezone.now()),
        message(speaker, "everything"),
        DifferentSpeakers.objects.create(one=one, other=two),
    ]


def test_everything_that_leads_to_a_speaker_goes_over(organiser, kept, other):
    """A new model that leads to speakers fails here until merge_speakers() knows it."""
    rows = everything_of(other)
    leading = {
        relation.related_model
        for relation in Speaker._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    events = {Speaker.pgh_event_model, Appearance.pgh_event_model}
    assert leading - events == {type(row) for row in rows}
    actions.merge_speakers(kept, other, by=organiser)
    assert not Speaker.objects.filter(pk=other.pk).exists()
    for row in rows[:-1]:
        assert type(row)._base_manager.get(pk=row.pk).speaker_id == kept.pk
    third = Speaker.objects.get(name="Dritte")
    assert DifferentSpeakers.objects.filter(one__in=[kept, third], other__in=[kept, third]).count() == 1


@pytest.mark.parametrize(
    "statuses",
    [
        (Status.REQUESTED, Status.CONFIRMED, Status.CONFIRMED),
        (Status.CONFIRMED, Status.REQUESTED, Status.CONFIRMED),
        (Status.DECLINED, Status.REQUESTED, Status.REQUESTED),
        (Status.WITHDRAWN, Status.DECLINED, Status.DECLINED),
    ],
)
def test_better_answer_counts_where_both_have_the_same_part(organiser, kept, other, statuses):
    of_kept, of_other, expected = statuses
    session = SessionFactory(conference=kept.conference, status=Session.Status.REQUESTED)
    AppearanceFactory(session=session, speaker=kept, status=of_kept, technical_needs="Beamer")
    AppearanceFactory(session=session, speaker=other, status=of_other)
    AppearanceFactory(session=session, speaker=other, role="panel")
    actions.merge_speakers(kept, other, by=organiser)
    part, panel = kept.appearances.order_by("-role")
    assert (part.status, part.technical_needs, panel.role) == (expected, "Beamer", "panel")


def test_session_is_confirmed_once_nobody_is_asked_any_more(organiser, kept, other):
    session = SessionFactory(conference=kept.conference, status=Session.Status.REQUESTED)
    AppearanceFactory(session=session, speaker=kept, status=Status.REQUESTED)
    AppearanceFactory(session=session, speaker=other, status=Status.CONFIRMED)
    actions.merge_speakers(kept, other, by=organiser)
    session.refresh_from_db()
    assert session.status == Session.Status.CONFIRMED


def test_what_is_filled_in_stays_and_what_is_empty_comes_from_the_other(organiser, kept, other):
    organisation = OrganisationFactory(conference=kept.conference)
    Speaker.objects.filter(pk=kept.pk).update(position="Leiterin", phone="", internal_note="ruft an")
    Speaker.objects.filter(pk=other.pk).update(
        position="Referentin",
        phone="0361 1",
        organisation=organisation,
        biography={"de": "Ein Leben"},
        internal_note="kommt mit Hund",
        wants_reminders=False,
        owner=organiser,
    )
    actions.merge_speakers(kept, other, by=organiser)
    kept.refresh_from_db()
    assert (kept.position, kept.phone, kept.organisation) == ("Leiterin", "0361 1", organisation)
    assert (kept.email, str(kept.biography), kept.owner) == ("renate@amt.example", "Ein Leben", organiser)
    assert (kept.internal_note, kept.wants_reminders) == ("ruft an\n\nkommt mit Hund", False)


def test_of_rows_that_can_be_once_only_the_one_of_today_stays(organiser, kept, other):
    slot = SlotFactory(session__conference=kept.conference)
    now, before = timezone.now(), timezone.now() - datetime.timedelta(days=1)
    told(kept, slot, before)
    newer = told(other, slot, now)
    older_consent = ConsentFactory(speaker=other, kind="photo", given_at=before)
    ConsentFactory(speaker=kept, kind="photo", given_at=now)
    ProposalFactory(session=slot.session, speaker=other, text="Alt", sent_at=before)
    ProposalFactory(session=slot.session, speaker=kept, text="Neu", sent_at=now)
    mine = PictureFactory(speaker=kept)
    PictureFactory(speaker=other)
    actions.merge_speakers(kept, other, by=organiser)
    assert ToldToSpeaker.objects.get() == newer
    assert Consent.objects.get() == older_consent
    assert Proposal.objects.get().text == "Neu"
    assert Picture.objects.get() == mine


def test_waiting_mails_go_to_the_one_who_stays_and_the_other_link_ends(organiser, kept, other):
    waiting = message(other, "waiting", status=Message.Status.QUEUED)
    link, ended = speaker_link(kept), speaker_link(other)
    actions.merge_speakers(kept, other, by=organiser)
    waiting.refresh_from_db()
    assert (waiting.to, waiting.speaker) == ("renate@amt.example", kept)
    assert seed.browser_with(link).get("/speaker/").status_code == 200
    assert seed.browser_with(ended).get("/speaker/").status_code == 403


def test_import_knows_the_one_who_stays(organiser, kept, other):
    item = ImportedItem.objects.create(
        conference=kept.conference, kind="speaker", key="renate ruf", object_id=other.pk, values={}
    )
    actions.merge_speakers(kept, other, by=organiser)
    item.refresh_from_db()
    assert item.object_id == kept.pk


def test_next_import_of_the_same_text_does_not_bring_the_other_name_back(organiser, tmp_path):
    file = tmp_path / "programm.md"
    sessions = [("10:00-11:00 Erster Beitrag", "Renate Ruf"), ("11:00-12:00 Zweiter Beitrag", "Renate Ruff")]
    text = "".join(f"## {title}\n\nReferentin: {name}\n\n" for title, name in sessions)
    file.write_text(f"# Konferenz\n\n3. Mai 2027\n\n{text}")
    call_command("import_programme", str(file), "--conference", "imported")
    actions.merge_speakers(*Speaker.objects.order_by("pk"), by=organiser)
    call_command("import_programme", str(file), "--conference", "imported")
    assert Speaker.objects.get().name == "Renate Ruf"
    assert [str(row.session) for row in Appearance.objects.order_by("pk")] == ["Erster Beitrag", "Zweiter Beitrag"]


def test_nobody_is_merged_with_themselves_a_stranger_or_somebody_who_is_gone(organiser, kept, other):
    stranger = SpeakerFactory()
    for pair in [(kept, kept), (kept, stranger)]:
        with pytest.raises(NotTheSamePerson):
            actions.merge_speakers(*pair, by=organiser)
    Speaker.objects.filter(pk=other.pk).delete()
    with pytest.raises(PersonIsGone):
        actions.merge_speakers(kept, other, by=organiser)


# Who may be there twice


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ({"name": "Zoë Müller"}, {"name": "zoe muller"}, True),
        ({"name": "Anna Muster", "email": "a@x.example"}, {"name": "A. Muster", "email": "a@x.example"}, True),
        ({"name": "Anna Muster", "email": ""}, {"name": "A. Muster", "email": ""}, False),
        ({"name": "Anna Muster"}, {"name": "Anna Master"}, False),
    ],
)
def test_speakers_look_alike_by_name_or_address(conference, one, two, alike):
    speakers = [SpeakerFactory(conference=conference, **facts) for facts in (one, two)]
    SpeakerFactory(name=one["name"])  # of another conference
    assert speakers_twice(conference) == ([tuple(speaker.pk for speaker in speakers)] if alike else [])


def test_who_was_told_apart_is_not_asked_about_again(organiser, kept, other):
    assert speakers_twice(kept.conference) == [(kept.pk, other.pk)]
    assert actions.tell_speakers_apart([other, kept], by=organiser) == 1
    assert actions.tell_speakers_apart([kept, other], by=organiser) == 0
    assert speakers_twice(kept.conference) == []
    third = SpeakerFactory(conference=kept.conference, name="Renate Ruf")
    assert speakers_twice(kept.conference) == [(kept.pk, third.pk), (other.pk, third.pk)]
    with pytest.raises(NotTheSamePerson):
        actions.tell_speakers_apart([kept, SpeakerFactory()], by=organiser)


@pytest.mark.parametrize("wrong", ["order", "twice", "itself", "conference"])
def test_database_refuses_a_pair_that_is_none(kept, other, wrong):
    pairs = {
        "order": (other, kept),
        "twice": (kept, other),
        "itself": (kept, kept),
        "conference": (kept, SpeakerFactory()),
    }
    one, two = pairs[wrong]
    if wrong == "twice":
        DifferentSpeakers.objects.create(one=one, other=two)
    with pytest.raises(IntegrityError), transaction.atomic():
        DifferentSpeakers.objects.create(one=one, other=two)
