"""The people who take part, as a table for organisers: also what is never public."""

from django.utils.translation import gettext as _

from programme.exports.tables import Table
from programme.models import Appearance


def speakers(conference):
    """Return the Table of the speakers of a conference, by family name."""
    columns = [(_("Name"), 30), (_("Organisation"), 30), (_("Function"), 25), (_("E-mail address"), 30)]
    columns += [(_("Telephone"), 20), (_("Sessions"), 60), (_("Not yet answered"), 10)]
    return Table(_("Speakers"), columns, (_row(speaker) for speaker in _with_sessions(conference)))


def _with_sessions(conference):
    found = conference.speakers.select_related("organisation").order_by("sort_key", "name", "pk")
    return found.prefetch_related("appearances__session").iterator(chunk_size=500)


def _row(speaker):
    taking_part = [row for row in speaker.appearances.all() if row.status in Appearance.SHOWN]
    sessions = [f"{row.session} ({row.get_role_display()}, {row.get_status_display()})" for row in taking_part]
    return [
        speaker.full_name,
        speaker.organisation and speaker.organisation.name,
        speaker.position,
        speaker.email,
        speaker.phone,
        "; ".join(sessions),
        sum(row.is_requested for row in taking_part),
    ]
