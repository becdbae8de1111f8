"""The text that an organiser looks at before it is imported, kept from one step of the import to the next."""

import hashlib
import json

from django.utils import timezone

from programme.actions import transition
from programme.imports import earlier, writer
from programme.models import Conference, ImportText


def digest(*, conference, content, report, answers):
    """Return what tells one text with its answers from another, for one conference.

    A question without an answer counts as answered by its guess, which the page shows as chosen.
    """
    held = {question.key: question.guess for question in report.questions} | answers
    facts = json.dumps([conference and conference.pk, content, sorted(held.items())])
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


@transition
def keep(*, by, code, shown, **text):
    """Keep a text for the steps that follow; return the ImportText.

    `code` and `shown`: the address of the page that it was sent from, and the digest of what that page had shown.
    What another tab has put in its place since stays as it is, and so does what was imported: the text gets an
    address of its own then.
    """
    own = ImportText.objects.still_looked_at().filter(by=by, code=code, digest=shown)
    kept = own.select_for_update().first() or ImportText(by=by)
    for name, value in text.items():
        setattr(kept, name, value)
    kept.save()
    return kept


@transition
def apply(draft, *, by, code, digest, report=None, answers=None, **how):
    """Import what a page has shown, whose text has this address and digest; return (Changes, Conference).

    How the questions of its report were answered is kept for the next text of this conference.
    Return None if it was imported already: somebody pressed twice. Raise what `writer.apply` raises.
    """
    kept = ImportText.objects.filter(by=by, code=code, digest=digest).select_for_update().first()
    if kept and kept.imported_at:
        return None
    changes = writer.apply(draft, by=by, **how)
    conference = Conference.objects.get(slug=changes.slug)
    if report:
        earlier.remember(conference, report, answers)
    if kept:
        kept.conference, kept.imported_at = conference, timezone.now()
        kept.source, kept.content, kept.answers, kept.told = "", "", {}, []
        kept.save()
    return changes, conference


def forget_old():
    """Delete the texts that nobody came back to."""
    ImportText.objects.past(timezone.now()).delete()
