"""What a text leaves unsettled: people still to be found („Senatorin N.N.“), and states only asked („abgesagt?“).

A session forgets that somebody is missing once the others have agreed. So it stands in the internal note, from which
the list of what is to do reads it, until an organiser takes it out (programme.still_open).
"""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme import still_open
from programme.imports.draft import NOBODY
from programme.imports.exact.facts import ROLES, in_words
from programme.imports.text import notes
from programme.imports.text.parts import Role
from womconf.quotes import in_quotes_lazy

SOMEBODY_IS_OPEN = _("“N.N.” stands here: somebody is still open, and the session counts as requested.")
REQUESTED = _("The text says “requested” here; the session counts as requested.")
ONLY_ASKED = _(
    "“{words}” is not certain: nothing was read as cancelled, and nobody as having declined or agreed. It counts as "
    "requested until you settle it; the line stands in the internal note of the session."
)
ASKED = "angefragt", "requested"
OF_NO_SESSION = frozenset({Role.END, Role.DAY, Role.SECTION, Role.LETTER, Role.MAIL, Role.GROUP, Role.FRAME})
MAX_NOTED = 300


def take_open_people(draft, head, line, report):
    """Let a session remember those of a head whose names are not known yet."""
    if head.open_people:
        draft.is_requested = True
        draft.open_people += [replace(person, line=line.number) for person in head.open_people]
        report.info("nobody", SOMEBODY_IS_OPEN, line.number)


def warn_of_time(above, line, report):
    message = _("This session stands below “{title}” and has no time of its own. Write from when to when it lasts.")
    report.warning("below_session", format_lazy(message, title=in_quotes_lazy(above)), line.number)


def in_note(person, language):
    """Return what the note says of somebody still to be found: „N.N., Senatorin, angefragt (Moderation)“."""
    role = "" if person.role == "speaker" else in_words(ROLES[person.role], language)
    asked = in_words(ASKED, language) if person.status == "requested" else ""
    words = ", ".join(filter(None, [still_open.MARK, person.details, asked]))
    return f"{words} ({role})" if role else words


def note_open_people(draft):
    for session in draft.sessions:
        known = (session.note or "").splitlines()
        lines = [in_note(person, draft.language) for person in session.open_people]
        session.note = "\n".join(dict.fromkeys([*known, *lines]))


def keep_states(report, sessions_and_parts):
    """Let no session count as confirmed of which any line says that somebody is only asked, or still to be found."""
    for session, part in sessions_and_parts:
        if session is None or part.role in OF_NO_SESSION | {Role.TABLE}:
            continue
        if notes.NOBODY_ANYWHERE.search(part.text) and not session.open_people:
            session.is_requested = True
            session.open_people.append(replace(NOBODY, line=part.line.number))
            report.info("nobody", SOMEBODY_IS_OPEN, part.line.number)
        elif notes.REQUESTED_ANYWHERE.search(part.text) and session.status == "confirmed":
            session.is_requested = True
            report.info("requested", REQUESTED, part.line.number)


def tell_only_asked(report, sessions_and_parts):
    """Warn of each state with a question mark, which says neither yes nor no; its line goes into the note."""
    for session, part in sessions_and_parts:
        cells = [cell for cell in part.line.cells or (part.text,) if notes.only_asked(cell)]
        for cell in cells if session is not None and part.role not in OF_NO_SESSION else ():
            words = in_quotes_lazy(notes.only_asked(cell))
            report.warning("only_asked", format_lazy(ONLY_ASKED, words=words), part.line.number)
            session.is_requested = session.is_requested or session.status == "confirmed"
            session.note = "\n".join(dict.fromkeys([*(session.note or "").splitlines(), cell[:MAX_NOTED]]))
