"""Files of sessions: handed in by speakers or added by organisers, shown, removed."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from programme.actions.locks import lock_session, transition
from programme.exceptions import FileIsThere, NotTheirSession, SessionIsCancelled, TooManyFiles
from programme.models import SessionFile
from programme.models.files import MOST_FILES, digest_of

CHANGED = {"name", "is_shown"}
PRESSED_TWICE = timedelta(minutes=2)  # after which nobody still waits for what they sent


@transition
def hand_in_file(speaker, session, handed, *, name):
    """Store a file that a speaker hands in for one of their sessions; nobody else sees it yet.

    `handed` is what programme.session_files.read() returns. The same once more within moments is a button that was
    pressed twice: it is there already. Raise SessionIsCancelled, NotTheirSession, TooManyFiles, FileIsThere.
    """
    session = lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    if not session.appearances.taking_part().filter(speaker=speaker).exists():
        raise NotTheirSession
    just_now = session.files.filter(speaker=speaker, name=name, created_at__gt=timezone.now() - PRESSED_TWICE)
    if found := just_now.filter(digest=digest_of(handed.content)).first():
        return found
    if session.files.filter(speaker=speaker).count() >= MOST_FILES:
        raise TooManyFiles
    return _store(session, handed, name=name, speaker=speaker)


@transition
def add_file(session, handed, *, name, is_shown, by):
    """Store a file that an organiser adds to a session. Raise FileIsThere."""
    return _store(lock_session(session), handed, name=name, is_shown=is_shown)


def _store(session, handed, **facts):
    if session.files.filter(digest=digest_of(handed.content)).exists():
        raise FileIsThere
    what = {"kind": handed.kind, "content": handed.content, "created_at": timezone.now()}
    # The statement is several times as long as the file, and a connection keeps room for the longest one that it sent.
    transaction.on_commit(connection.close)
    return SessionFile.objects.create(session=session, **what, **facts)


@transition
def change_file(file, *, by, **changes):
    """Give a file another name, show it in the programme (`is_shown`), or hide it again."""
    if foreign := changes.keys() - CHANGED:
        raise TypeError(f"change_file() does not write {sorted(foreign)}")
    lock_session(file.session)
    SessionFile.objects.filter(pk=file.pk).update(**changes)


@transition
def remove_file(file, *, by=None):
    """Delete a file, whoever handed it in and whether or not it is shown."""
    lock_session(file.session)
    SessionFile.objects.filter(pk=file.pk).delete()
