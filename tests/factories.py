"""The smallest valid object of each model; anything else is said by keyword."""

import datetime
import uuid

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image

from programme.models import (
    Appearance,
    Conference,
    Consent,
    Organisation,
    Picture,
    Pool,
    Proposal,
    Room,
    Session,
    SessionFile,
    Slot,
    Speaker,
    Track,
)
from programme.pictures import draw
from registration.models import Answer, Attendee, HelperLink, Option, Question, Registration, Submission


class OrganiserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"organiser{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    is_staff = True
    is_superuser = True


class ConferenceFactory(factory.django.DjangoModelFactory):
    """A public conference of two days in Berlin, a month ahead."""

    class Meta:
        model = Conference

    slug = factory.Sequence(lambda n: f"conference-{n}")
    title = factory.LazyAttribute(lambda o: {"de": f"Konferenz {o.slug}", "en": f"Conference {o.slug}"})
    languages = ["de", "en"]
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + datetime.timedelta(days=1))
    published_at = factory.LazyFunction(timezone.now)


ABOUT = {name: {"de": f"Text zu {name}"} for name in ("imprint", "contact", "privacy_notice", "accessibility")}

READY = {**ABOUT, "contact_email": "office@example.org"}  # to be published


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: f"Organisation {n}")


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: {"de": f"Raum {n}"})


class TrackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Track

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: {"de": f"Themenstrang {n}"})


class SessionFactory(factory.django.DjangoModelFactory):
    """A confirmed session without a slot; `capacity=` limits its places."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    conference = factory.SubFactory(ConferenceFactory)
    title = factory.Sequence(lambda n: {"de": f"Veranstaltung {n}", "en": f"Session {n}"})
    status = Session.Status.CONFIRMED

    @factory.post_generation
    def capacity(self, create, extracted, **kwargs):
        if extracted is not None:
            self.pools.update(capacity=extracted)


class SlotFactory(factory.django.DjangoModelFactory):
    """An hour of a session, at 10:00 of the conference's first day."""

    class Meta:
        model = Slot

    session = factory.SubFactory(SessionFactory)
    conference = factory.SelfAttribute("session.conference")
    starts_at = factory.LazyAttribute(
        lambda o: datetime.datetime.combine(o.conference.starts_on, datetime.time(10), o.conference.zone)
    )
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(hours=1))


class FollowUpPoolFactory(factory.django.DjangoModelFactory):
    """Places of their own for twenty minutes after a session."""

    class Meta:
        model = Pool

    code = factory.Sequence(lambda n: f"after{n}")
    session = factory.SubFactory(SessionFactory)
    slot = factory.SubFactory(
        SlotFactory,
        session=factory.SelfAttribute("..session"),
        kind=Slot.Kind.FOLLOW_UP,
        starts_at=factory.LazyAttribute(
            lambda o: datetime.datetime.combine(o.conference.starts_on, datetime.time(15), o.conference.zone)
        ),
        ends_at=factory.LazyAttribute(lambda o: o.starts_at + datetime.timedelta(minutes=20)),
    )


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Speaker

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: f"Referentin {n}")
    email = factory.Sequence(lambda n: f"speaker{n}@example.org")


class AppearanceFactory(factory.django.DjangoModelFactory):
    """A speaker who agreed. While one has still to answer, only an organiser confirms the session (`status_by=`)."""

    class Meta:
        model = Appearance

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(SpeakerFactory, conference=factory.SelfAttribute("..session.conference"))
    status = Appearance.Status.CONFIRMED

    @classmethod
    def _create(cls, *args, **kwargs):
        appearance = super()._create(*args, **kwargs)
        session = appearance.session
        if appearance.is_requested and session.status == Session.Status.CONFIRMED and session.status_by_id is None:
            session.status = Session.Status.REQUESTED
            session.save(update_fields=["status"])
        return appearance


class PictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Picture

    speaker = factory.SubFactory(SpeakerFactory)
    content = factory.LazyFunction(lambda: draw(Image.new("RGB", (480, 480), "teal")).content)
    width = height = 480


class SessionFileFactory(factory.django.DjangoModelFactory):
    """Slides that a speaker has handed in, who has agreed; nobody else sees them yet."""

    class Meta:
        model = SessionFile

    session = factory.SubFactory(SessionFactory)
    speaker = factory.LazyAttribute(lambda o: AppearanceFactory(session=o.session).speaker)
    name = "Folien"
    kind = "pdf"
    content = factory.Sequence(lambda n: b"%%PDF-1.7\n%d\n%%%%EOF\n" % n)


class ProposalFactory(factory.django.DjangoModelFactory):
    """An abstract in German that waits, by somebody who has agreed to speak."""

    class Meta:
        model = Proposal

    session = factory.SubFactory(SessionFactory)
    speaker = factory.LazyAttribute(lambda o: AppearanceFactory(session=o.session).speaker)
    field = "abstract"
    language = factory.LazyAttribute(lambda o: "" if o.field == "materials_url" else "de")
    text = "Ein neuer Text."


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    speaker = factory.SubFactory(SpeakerFactory)
    kind = "recording"
    given_at = factory.LazyFunction(timezone.now)


class AttendeeFactory(factory.django.DjangoModelFactory):
    """A person whose address is confirmed."""

    class Meta:
        model = Attendee

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: f"Teilnehmerin {n}")
    email = factory.Sequence(lambda n: f"attendee{n}@example.org")
    email_confirmed_at = factory.LazyFunction(timezone.now)


class SubmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Submission

    key = factory.LazyFunction(uuid.uuid4)
    attendee = factory.SubFactory(AttendeeFactory)
    privacy_version = "0" * 64


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    session = factory.SubFactory(SessionFactory)
    pool = factory.LazyAttribute(lambda o: o.session.pool)
    attendee = factory.SubFactory(AttendeeFactory, conference=factory.SelfAttribute("..session.conference"))
    status = Registration.Status.CONFIRMED


class HelperLinkFactory(factory.django.DjangoModelFactory):
    """A link that works today."""

    class Meta:
        model = HelperLink

    conference = factory.SubFactory(ConferenceFactory)
    name = factory.Sequence(lambda n: f"Helferin {n}")
    day = factory.LazyAttribute(lambda o: timezone.localdate(timezone=o.conference.zone))


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question to everybody that may stay without an answer, and is answered with a text."""

    class Meta:
        model = Question

    conference = factory.SubFactory(ConferenceFactory)
    text = factory.Sequence(lambda n: {"de": f"Frage {n}", "en": f"Question {n}"})


class OptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Option

    question = factory.SubFactory(QuestionFactory, kind=Question.Kind.CHOICE)
    text = factory.Sequence(lambda n: {"de": f"Antwort {n}", "en": f"Answer {n}"})


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    submission = factory.SubFactory(SubmissionFactory)
    question = factory.SubFactory(QuestionFactory, conference=factory.SelfAttribute("..submission.attendee.conference"))
    kind = factory.SelfAttribute("question.kind")
    text = "Antwort"
