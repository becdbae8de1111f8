"""Certificates are issued to whoever was present."""

from registration.actions.transitions import lock_attendee, transition
from registration.exceptions import NothingToCertify
from registration.models import Certificate
from registration.paper import presence


@transition
def issue_certificate(attendee, now=None):
    """Certify for what somebody was present, once for the same. Return the Certificate and the Presence.

    Raises NothingToCertify, Gone.
    """
    attended = getattr(attendee, "attended", None)
    attendee = lock_attendee(attendee.pk)
    if attended is not None:
        attendee.attended = attended  # fetched for many at once
    found = presence.of(attendee, now)
    if found is None:
        raise NothingToCertify
    facts = {
        "initials": presence.initials(attendee.name),
        "sessions": len(found.attended),
        "minutes": found.minutes,
    }
    certificate = attendee.certificates.filter(**facts).first()
    if certificate is None:
        certificate = Certificate.objects.create(attendee=attendee, **facts)
        certificate.refresh_from_db(fields=["issued_at"])
    certificate.attendee = attendee
    return certificate, found
