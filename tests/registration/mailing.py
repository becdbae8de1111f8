"""Sessions, people in them, and an e-mail to many, as tests need them."""

from registration.mailings import people
from registration.models import Mailing
from tests.factories import AttendeeFactory, RegistrationFactory, SlotFactory


def session(conference, title="Sitzung", **facts):
    slot = {name: facts.pop(name) for name in ("room", "starts_at", "ends_at") if name in facts}
    return SlotFactory(
        session__conference=conference,
        session__title={"de": title},
        **slot,
        **{f"session__{k}": v for k, v in facts.items()},
    ).session


def registered(of, name, **facts):
    person = {name_: facts.pop(name_) for name_ in ("language", "email", "email_confirmed_at") if name_ in facts}
    attendee = AttendeeFactory(conference=of.conference, name=name, **person)
    return RegistrationFactory(session=of, attendee=attendee, **facts)


def mailing(conference, to="attendees", text="Hallo {name}", **criteria):
    made = Mailing(
        conference=conference, to=to, subject={"de": "Zum {conference}"}, text={"de": text}, criteria=criteria
    )
    made.full_clean()
    made.save()
    return made


def names(of):
    """Return the names of those whom an e-mail to many reaches."""
    return [person.name for person in people(of)]
