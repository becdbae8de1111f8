"""What speakers agree to, and when they take it back."""

from django.utils import timezone

from programme import emails
from programme.actions.locks import lock_speaker, transition
from programme.models import Consent


@transition
def give_consent(speaker, kind):
    """Note that a speaker agrees to something (Consent.Kind)."""
    consent, _is_new = Consent.objects.valid().get_or_create(
        speaker=lock_speaker(speaker), kind=kind, defaults={"given_at": timezone.now()}
    )
    return consent


@transition
def withdraw_consent(speaker, kind):
    """Note that a speaker does not agree any more, and tell the organisers; it stays known that they did."""
    consent = Consent.objects.valid().filter(speaker=lock_speaker(speaker), kind=kind).first()
    if consent:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        emails.tell_organisers_of_withdrawal(consent)
    return consent
