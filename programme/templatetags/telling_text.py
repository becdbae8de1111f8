"""How mails and pages write what has changed for somebody (telling.Change)."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from programme.models import Part, Session, Slot
from programme.telling import Kind, counted
from programme.templatetags.programme_text import short_date, when
from womconf.quotes import in_quotes

register = template.Library()
PARTS = {
    Part.ATTENDING: gettext_lazy("You are registered."),
    Part.WAITING: gettext_lazy("You are on the waiting list."),
    Part.REQUESTED: gettext_lazy("You are asked to take part."),
    Part.SPEAKING: gettext_lazy("You take part."),
}


@register.filter
def subject(changes):
    """Say the fact itself where one session has changed, else how many have."""
    sessions = {(change.session and change.session.pk) or change.uid for change in changes}
    if len(sessions) > 1:
        count = len(sessions)
        return ngettext("%d of your sessions has changed", "%d of your sessions have changed", count) % count
    gravest = min(changes, key=_weight)
    return _SUBJECTS[gravest.kind](gravest, {"title": in_quotes(gravest.title)})


def _weight(change):
    """Put the gravest first; of two alike, that of the session itself before that of its follow-up."""
    return list(Kind).index(change.kind), bool(change.slot and change.slot.kind == Slot.Kind.FOLLOW_UP)


register.filter(counted)


@register.filter
def lines(change):
    """Say in one line or two what was, and what is."""
    if change.kind == Kind.CANCELLED:
        fact = _("It does not take place. It was to be: %s") % _described(change.before)
        reason = str(change.session.cancelled_because)
        return [fact, f"{_('The reason:')} {reason}"] if reason else [fact]
    if change.kind == Kind.GONE:
        return [_("Not for you any more: %s") % _described(change.before)]
    if change.before is None:
        words = _("After all: %s") if change.is_again else pgettext("change", "new: %s")
        return [words % _described(change.now, has_part=True)]
    shown = {
        "has_title": change.before.title != change.now.title,
        "has_part": change.before.part != change.now.part,
    }
    was, is_now = (_described(facts, **shown) for facts in (change.before, change.now))
    both = [pgettext("change", "so far: %s") % was, pgettext("change", "now: %s") % is_now]
    found = [is_now] if was == is_now else both
    return found if change.before.status == change.now.status else [*found, _certainty(change.now)]


@register.filter
def lines_to_person(change):
    """Return the same lines in the words of a mail to the person.

    A sentence says their part in what is new, and in what they only wait for: they have no place there yet.
    """
    if change.kind != Kind.NEW:
        waits = change.before.part == Part.WAITING and change.now and change.now.part == Part.WAITING
        return [*lines(change), PARTS[Part.WAITING]] if waits else lines(change)
    described = _described(change.now)
    return [_("After all: %s") % described if change.is_again else described, PARTS[change.now.part]]


def _certainty(facts):
    """Say what the status of a session is to somebody who is registered."""
    if facts.status == Session.Status.REQUESTED:
        return _("Something about this session has to be settled again. Your registration stays.")
    return _("Everything about this session is settled now.")


def _described(facts, *, has_title=False, has_part=False):
    """Write day, times and room, and what else is asked for."""
    words = [when(facts), facts.room or _("room not fixed yet")]
    if has_title:
        words.insert(0, in_quotes(facts.title))
    if has_part:
        words.append(Part(facts.part).label)
    return ", ".join(map(str, words))


def _of_new(change, named):
    words = _("After all: “%(title)s”, %(when)s") if change.is_again else _("New for you: “%(title)s”, %(when)s")
    return words % (named | {"when": when(change.now)})


def _of_day(change, named):
    was, is_now = (timezone.localtime(facts.starts_at) for facts in (change.before, change.now))
    named |= {"was": f"{short_date(was)} {_clock(was)}", "now": f"{short_date(is_now)} {_clock(is_now)}"}
    return _("New day: “%(title)s”, now %(now)s instead of %(was)s") % named


def _of_time(change, named):
    was, is_now = (timezone.localtime(facts.starts_at) for facts in (change.before, change.now))
    return _("New time: “%(title)s”, now %(now)s instead of %(was)s") % (
        named | {"was": _clock(was), "now": _clock(is_now)}
    )


def _of_end(change, named):
    ends = [facts.ends_at and _clock(timezone.localtime(facts.ends_at)) for facts in (change.before, change.now)]
    was, is_now = (end or _("open end") for end in ends)
    return _("New end: “%(title)s”, now %(now)s instead of %(was)s") % (named | {"was": was, "now": is_now})


def _of_room(change, named):
    was, is_now = (facts.room or _("not fixed yet") for facts in (change.before, change.now))
    return _("New room: “%(title)s”, now %(now)s instead of %(was)s") % (named | {"was": was, "now": is_now})


def _of_title(change, named):
    return _("New title: “%(title)s”, so far “%(was)s”") % (named | {"was": in_quotes(change.before.title)})


def _of_part(change, named):
    if change.now.part == Part.SPEAKING:
        return _("“%(title)s”: you take part now") % named
    return _("“%(title)s”: you are now %(part)s") % (named | {"part": Part(change.now.part).label})


def _of_status(change, named):
    if change.now.status == Session.Status.REQUESTED:
        return _("Something has to be settled again: “%(title)s”") % named
    return _("Settled now: “%(title)s”") % named


def _clock(local):
    return date_format(local, "TIME_FORMAT")


_SUBJECTS = {
    Kind.CANCELLED: lambda change, named: _("Does not take place: “%(title)s”") % named,
    Kind.GONE: lambda change, named: _("Not for you any more: “%(title)s”") % named,
    Kind.NEW: _of_new,
    Kind.DAY: _of_day,
    Kind.TIME: _of_time,
    Kind.END: _of_end,
    Kind.ROOM: _of_room,
    Kind.TITLE: _of_title,
    Kind.PART: _of_part,
    Kind.STATUS: _of_status,
}
