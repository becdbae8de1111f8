"""Two conferences that know nothing of each other, and everybody who could look into them."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.utils import timezone
from procrastinate.contrib.django import app as procrastinate_app

from programme.models import Invitation, MailText, Membership, Session
from programme.speaker_letters import speaker_link
from registration.emails import personal_link
from registration.models import (
    AccessNeeds,
    Certificate,
    Export,
    Feedback,
    FeedbackGiven,
    Mailing,
    Mark,
    OrderedFile,
    Registration,
)
from tests import factories
from tests.visitor import Visitor
from womconf.mail.actions import SEND_TASK
from womconf.mail.models import Message
from womconf.models import SignIn


@dataclass
class Side:
    """One conference with one of everything; `word` stands in each text of it and nowhere else."""

    word: str
    conference: object
    host: object
    room: object
    track: object
    session: object
    draft: object
    speaker: object
    attendee: object
    registration: object
    message: object
    certificate: object
    objects: list = field(default_factory=list)

    @property
    def attendee_link(self):
        return personal_link(self.attendee)

    @property
    def speaker_link(self):
        return speaker_link(self.speaker)


def side(word):
    conference = factories.ConferenceFactory(
        slug=f"{word}-2027", title={"de": f"Konferenz {word}"}, host_name=word, **factories.ABOUT
    )
    texts = {"title": {"de": f"Beitrag {word}"}, "abstract": {"de": f"Text {word}"}}
    organisation = factories.OrganisationFactory(conference=conference, name=f"Verein {word}")
    room = factories.RoomFactory(conference=conference, name={"de": f"Saal {word}"})
    track = factories.TrackFactory(conference=conference, name={"de": f"Strang {word}"})
    session = factories.SessionFactory(
        conference=conference, capacity=5, track=track, host=organisation, internal_note=f"Vermerk {word}", **texts
    )
    draft = factories.SessionFactory(
        conference=conference, title={"de": f"Entwurf {word}"}, status=Session.Status.DRAFT
    )
    slot = factories.SlotFactory(session=session, room=room)
    a_break = factories.SlotFactory(session=None, conference=conference, kind="break", starts_at=slot.ends_at)
    speaker = factories.SpeakerFactory(
        conference=conference,
        name=f"Renate {word}",
        email=f"renate.{word}@mail.example",
        phone=f"0361-{word}",
        internal_note=f"Notiz {word}",
        organisation=organisation,
    )
    appearance = factories.AppearanceFactory(
        session=session, speaker=speaker, technical_needs=f"Beamer {word}", asking_words=f"Bitte {word}"
    )
    factories.PictureFactory(speaker=speaker)
    factories.SessionFileFactory(session=session, speaker=speaker, name=f"Folien {word}", is_shown=True)
    attendee = factories.AttendeeFactory(
        conference=conference, name=f"Tilda {word}", email=f"tilda.{word}@post.example", organisation=f"Amt {word}"
    )
    submission = factories.SubmissionFactory(attendee=attendee, confirmed_at=timezone.now())
    registration = factories.RegistrationFactory(
        session=session, attendee=attendee, submission=submission, status=Registration.Status.CONFIRMED
    )
    needs = AccessNeeds.objects.create(submission=submission, text=f"Aufzug {word}")
    message = Message.objects.create(
        key=word,
        kind="registered",
        to=attendee.email,
        language="de",
        conference=conference,
        attendee=attendee,
        facts={"registrations": [registration.pk]},
        subject=f"Betreff {word}",
        text=word,
        html=word,
    )
    question = factories.QuestionFactory(conference=conference, text={"de": f"Frage {word}"})
    answer = factories.AnswerFactory(submission=submission, question=question, text=f"Antwort {word}")
    proposal = factories.ProposalFactory(session=session, speaker=speaker, text=f"Vorschlag {word}")
    consent = factories.ConsentFactory(speaker=speaker)
    objects = [organisation, room, track, slot, a_break, appearance, proposal, consent, submission, needs]
    text = MailText.objects.create(
        conference=conference,
        kind="registered",
        subject={"de": f"Betreff {word}: {{subject}}"},
        opening={"de": f"Worte {word}"},
    )
    mailing = Mailing.objects.create(
        conference=conference, to="attendees", subject={"de": f"Betreff {word}"}, text={"de": f"Rundmail {word}"}
    )
    helper_link = factories.HelperLinkFactory(conference=conference, name=f"Helferin {word}", session=session)
    Mark.objects.create(registration=registration, is_present=False, at=timezone.now(), how="list", link=helper_link)
    certificate = Certificate.objects.create(attendee=attendee, initials="T. A.", sessions=1, minutes=60)
    export = Export.objects.create(conference=conference, kind="list", about=f"Beitrag {word}")
    ordered = OrderedFile.objects.create(conference=conference, kind="lists", choices={"language": "de"})
    said = Feedback.objects.create(session=session, rating=4, good=f"Gut {word}")
    given = FeedbackGiven.objects.create(session=session, mark=f"mark-{word}")
    membership = Membership.objects.create(
        conference=conference,
        user=factories.OrganiserFactory(username=f"colleague-{word}", is_superuser=False),
        role="reader",
    )
    invitation = Invitation.objects.create(conference=conference, email=f"invited.{word}@post.example", role="reader")
    objects += [
        membership,
        invitation,
        text,
        mailing,
        helper_link,
        certificate,
        export,
        ordered,
        said,
        given,
        question,
        answer,
    ]
    rows = [organisation, room, track, session, draft, speaker, attendee, registration, message, certificate]
    return Side(word, conference, *rows, objects)


def things_of_libraries():
    """Make one of each model that the admin shows and that is not ours."""
    Group.objects.create(name="Team")
    organiser = factories.OrganiserFactory()
    Authenticator.objects.create(user=organiser, type="totp", data={"secret": ""})
    now = timezone.now()
    SignIn.objects.create(user=organiser, day=now.date(), at=now, succeeded=True, how="password")
    procrastinate_app.configure_task(SEND_TASK).defer(pk=0)


def browser_with(link):
    """Return a client that has opened a personal link."""
    client = Visitor()
    assert client.get(link.path, {"key": link.token}).status_code == 302
    return client


def browser_of(user):
    client = Visitor()
    client.force_login(user)
    return client
