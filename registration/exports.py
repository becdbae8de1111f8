"""What leaves the program about a person, at their own wish. Rows in, plain values out; no request."""

from registration import actions, emails
from registration.models import Opening
from womconf.mail.models import Message
from womconf.mail.writing import preview


def own_data(attendee):
    """Return everything that is stored about a person, as values for JSON (GDPR, articles 15 and 20).

    Times are UTC, in ISO 8601. Personal links in mails are words: whoever reads the file shall not act for the person.
    """
    settled = set(attendee.registrations.settled().values_list("pk", flat=True))
    registrations = attendee.registrations.select_related("pool__session", "pool__slot").order_by("pk")
    answered = actions.with_feedback(registrations)
    devices = Opening.objects.filter(registration__attendee=attendee).devices()
    return {
        "conference": str(attendee.conference.title),
        "name": attendee.name,
        "email": attendee.email,
        "new_email": attendee.new_email,
        "organisation": attendee.organisation,
        "code_for_the_entrance": attendee.checkin_code,
        "phone": attendee.phone,
        "language": attendee.language,
        "wants_reminders": attendee.wants_reminders,
        "noted_at": attendee.created_at,
        "address_confirmed_at": attendee.email_confirmed_at,
        "forms": [
            {
                "name": submission.name,
                "organisation": submission.organisation,
                "sent_at": submission.sent_at,
                "confirmed_at": submission.confirmed_at,
                "privacy_notice_sha256": submission.privacy_version,
                "access_needs": getattr(getattr(submission, "access_needs", None), "text", ""),
                "answers": [
                    {"question": str(answer.question), "answer": str(answer)} for answer in submission.answers.all()
                ],
            }
            for submission in attendee.submissions.select_related("access_needs")
            .prefetch_related("answers__question", "answers__option")
            .order_by("pk")
        ],
        "registrations": [
            {
                "session": registration.pool.title,
                "status": registration.status,
                "form_is_confirmed": registration.pk in settled,
                "since": registration.status_at,
                "registered_at": registration.created_at,
                "present_since": registration.attended_at,
                "presence": [
                    {"at": mark.at, "present": mark.is_present, "how": mark.how}
                    for mark in registration.marks.in_order()
                ],
                "said_how_it_was": registration.pk in answered,  # what they said leads back to nobody
                "opened_on_devices": devices.get(registration.pk, 0),
            }
            for registration in registrations
        ],
        "certificates": [
            {
                "code": certificate.code,
                "initials": certificate.initials,
                "sessions": certificate.sessions,
                "minutes": certificate.minutes,
                "issued_at": certificate.issued_at,
            }
            for certificate in attendee.certificates.order_by("pk")
        ],
        "mails": [
            {"subject": message.subject, "text": message.text, "status": message.status, "at": message.status_at}
            for message in map(preview, Message.objects.filter(emails.about(attendee)).order_by("pk"))
        ],
    }
