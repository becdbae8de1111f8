"""The certificate of attendance: who was present in what, for how long, and a code by which everybody can check it."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.paper import pdf
from programme.paper.wording import about, long_date, on_paper, text, times
from registration.paper.badges import picture
from registration.paper.names import plain
from registration.paper.presence import in_words
from womconf.mail import placeholders

ALONE, END = "\u2068", "\u2069"  # a name in letters from right to left turns nothing around it (UAX 9)

TEMPLATE = Path(__file__).with_name("certificates.typ")


def certificate_pdf(certificate, presence):
    """Return the PDF of an issued Certificate, in the language of its person."""
    attendee = certificate.attendee
    conference, language = attendee.conference, attendee.language
    with on_paper(conference, language):
        hours = in_words(presence.minutes)
        facts = about(conference)
        values = {**facts, "name": attendee.name, "sessions": presence.in_sessions, "hours": hours}
        values = {name: f"{ALONE}{value}{END}" for name, value in values.items()}
        address = f"{settings.BASE_URL}{reverse('registration:certificate', args=[conference.slug, certificate.code])}"
        data = {
            **facts,
            "name": attendee.name,
            "organisation": attendee.organisation,
            "paragraphs": placeholders.fill(conference.certificate_in(language), values).splitlines(),
            "sessions": [_row(registration) for registration in presence.attended],
            "hours": hours,
            "date": long_date(timezone.localtime(certificate.issued_at)),
            "contact": conference.contact_email,
            "address": address,
            "code": picture(address),
            "words": {
                "certificate": _("Certificate of attendance"),
                "when": _("When"),
                "session": _("Session"),
                "time": _("Time taken"),
                "all": _("In all"),
                "signature": _("Signature"),
                "check": _("Whether this certificate is genuine, everybody can check here:"),
                "picture": _("Code that leads to the page that checks this certificate"),
                "open": _("The time of sessions whose end is open is not counted."),
            },
            "has_open_end": any(slot.ends_at is None for row in presence.attended for slot in row.attended_slots),
        }
        return pdf(TEMPLATE, data, language=language, title=_("Certificate of attendance"))


def _row(registration):
    slots = registration.attended_slots
    when = [f"{long_date(timezone.localtime(slot.starts_at))}, {times(slot)}" for slot in slots]
    minutes = sum(slot.minutes or 0 for slot in slots)
    title = text(registration.session.title)
    if registration.slot_id:
        title = f"{registration.pool.slot.label}: {title}"
    return [" · ".join(when), title, in_words(minutes) if minutes else "–"]


def file_name(attendee, number=None):
    """Return what the file of a certificate is called; a name in other letters than Latin leaves the number alone."""
    name = plain(attendee.name)[:60] or attendee.code
    return f"{number:04}-{name}.pdf" if number else f"{plain(_('certificate of attendance'), name)}.pdf"
