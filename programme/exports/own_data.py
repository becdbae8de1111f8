"""What leaves the program about a speaker, at their own wish. Rows in, plain values out; no request."""

from django.utils.translation import override

from womconf.mail.models import Message
from womconf.mail.writing import preview

PROFILE = ["name", "degree", "family_name", "position", "website", "email", "phone", "language", "internal_note"]


def own_data(speaker):
    """Return everything that is stored about a speaker, as values for JSON (GDPR, articles 15 and 20).

    Times are UTC, in ISO 8601. Personal links in mails are words: whoever reads the file shall not act for the person.
    """
    picture = getattr(speaker, "picture", None)
    with override(speaker.language):
        return {
            "conference": str(speaker.conference.title),
            **{name: getattr(speaker, name) for name in PROFILE},
            "organisation": str(speaker.organisation or ""),
            "biography": speaker.biography.data,
            "noted_at": speaker.created_at,
            "picture": picture and {"credit": picture.credit, "width": picture.width, "height": picture.height},
            "sessions": [
                {
                    "session": str(appearance.session),
                    "role": appearance.role,
                    "status": appearance.status,
                    "since": appearance.status_at,
                    "note": appearance.status_note,
                    "asks_for_another_time_since": appearance.other_time_at,
                    "asked_at": appearance.asked_at,
                    "asked_with": appearance.asking_words,
                    "answer_by": appearance.answer_by,
                    "technical_needs": appearance.technical_needs,
                }
                for appearance in speaker.appearances.select_related("session").order_by("pk")
            ],
            "proposed_texts": [
                {
                    "session": str(proposal.session),
                    "field": proposal.field,
                    "language": proposal.language,
                    "text": proposal.text,
                    "sent_at": proposal.sent_at,
                    "status": proposal.status,
                    "decided_at": proposal.decided_at,
                    "reason": proposal.reason,
                }
                for proposal in speaker.proposals.select_related("session").order_by("pk")
            ],
            "files": [
                {
                    "session": str(file.session),
                    "name": file.name,
                    "kind": file.kind,
                    "size": file.size,
                    "sent_at": file.created_at,
                    "shown": file.is_shown,
                }
                for file in speaker.files.select_related("session")
            ],
            "consents": [
                {"kind": consent.kind, "given_at": consent.given_at, "withdrawn_at": consent.withdrawn_at}
                for consent in speaker.consents.order_by("pk")
            ],
            "mails": [
                {"subject": message.subject, "text": message.text, "status": message.status, "at": message.status_at}
                for message in map(preview, Message.objects.filter(speaker=speaker).order_by("pk"))
            ],
        }
