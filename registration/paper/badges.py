"""Name badges: eight on a sheet, to be cut along the marks. Each has a QR code for the door."""

from pathlib import Path

from django.utils.translation import gettext as _

from programme.paper import pdf
from programme.paper.wording import about, on_paper
from registration.emails import checkin_address
from registration.models import Attendee, Registration

TEMPLATE = Path(__file__).with_name("badges.typ")
ON_A_SHEET = 8
MOST_AT_ONCE = 200  # twenty-five sheets


def wearers(conference, session=None):
    """Return those who get a badge, by name: who has a place in a session, or in this one."""
    confirmed = Registration.objects.confirmed().filter(session__conference=conference)
    if session is not None:
        confirmed = confirmed.filter(session=session)
    people = Attendee.objects.filter(conference=conference, pk__in=confirmed.values("attendee"))
    return people.order_by("folded_name", "pk")


def badges(conference, people, *, language):
    """Return the PDF of the badges of these people."""
    with on_paper(conference, language):
        data = {
            **about(conference),
            "badges": [
                {"name": person.name, "organisation": person.organisation, "code": picture(checkin_address(person))}
                for person in people
            ],
            "alt": _("Code for the door"),
        }
        return pdf(TEMPLATE, data, language=language, title=_("Name badges"))


def picture(words):
    """Return a QR code as SVG."""
    import segno  # only processes that print need it

    return segno.make(words, error="m", micro=False).svg_inline(border=2, omitsize=True)
