"""What has changed in a programme, as a feed (Atom, RFC 4287): changes in, bytes out."""

from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.changes import Kind
from programme.exports.naming import NAMESPACE
from programme.exports.xml import possible
from programme.templatetags.programme_text import when


class Feed(Atom1Feed):
    """`published_at` is when it was changed if nothing has been changed yet."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=self.feed["published_at"])

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def feed(published, changes):
    """Return the bytes of the feed of a conference, in the active language; its Changes are sorted, newest first.

    An entry says how things stand now, not how they were: whoever reads it late reads nothing that is over.
    """
    conference, language = published.conference, get_language()
    page = reverse("programme:programme", args=[conference.slug])
    atom = Feed(
        title=possible(_("Changes: %(conference)s") % {"conference": conference.title}),
        link=settings.BASE_URL + page,
        description=None,
        language=language,
        author_name=possible(conference.host_name or str(conference.title)),
        feed_url=settings.BASE_URL + reverse("programme:changes", args=[conference.slug]),
        feed_guid=_urn(f"changes/{conference.calendar_uid}/{language}"),
        published_at=conference.published_at,
    )
    with timezone.override(conference.zone):
        for change in changes:
            session = change.session
            atom.add_item(
                title=possible(_title(change)),
                link=settings.BASE_URL + session.get_absolute_url(),
                description=possible("\n".join(_facts(session))),
                unique_id=_urn(f"change/{session.code}/{change.moment.timestamp()}/{language}"),
                updateddate=change.moment,
            )
        return atom.writeString("utf-8").encode()


def _urn(name):
    return uuid5(NAMESPACE, name).urn


def _title(change):
    kinds = ", ".join(str(Kind(kind).label) for kind in change.kinds)
    return f"{kinds}: {change.session.title}"


def _facts(session):
    if session.is_cancelled:
        yield _("This session has been cancelled.")
    for slot in session.fetched("slots"):
        place = f", {slot.room}" if slot.room else ""
        label = f"{slot.label}: " if slot.label else ""
        yield f"{label}{when(slot)}{place}"
    if not session.fetched("slots"):
        yield _("Time follows")
    people = [
        f"{appearance.speaker.full_name} ({appearance.in_words})"
        if appearance.is_requested
        else appearance.speaker.full_name
        for appearance in session.fetched("appearances")
    ]
    if people:
        yield ", ".join(dict.fromkeys(people))
