"""What the page of a session says once it is saved."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Appearance, Consent, Pool, Speaker
from womconf.quotes import in_quotes


def places_taken(session):
    """Return how many places are taken in a session and its follow-ups."""
    return sum(Pool.objects.filter(session=session.pk).values_list("taken", flat=True))


def say_who_moved_up(request, number):
    """Say how many places more are taken than before; while it is saved nobody else can take one."""
    if number > 0:
        words = ngettext(
            "%d person has moved up from the waiting list, and gets an e-mail if we have an address.",
            "%d people have moved up from the waiting list, and get an e-mail if we have an address.",
            number,
        )
        messages.success(request, words % number)


def warn_of_places(request, session):
    """Say what new numbers of places do not do: they take no place away, and shortly before nobody moves up."""
    for pool in session.fetched("pools"):
        if pool.capacity is not None and pool.taken > pool.capacity:
            words = _(
                "“%(title)s” has fewer places now (%(places)d) than people who have one (%(taken)d). Everybody keeps "
                "theirs; nobody moves up until so many have given up."
            )
            facts = {"title": in_quotes(pool.title), "places": pool.capacity, "taken": pool.taken}
            messages.warning(request, words % facts)
    if not session.waiting_list_is_over:
        return None
    free = [pool for pool in session.fetched("pools") if not pool.is_full]
    number = sum(pool.registrations.settled().waiting().count() for pool in free)
    if number:
        words = ngettext(
            "%d person waits, and places are free. The session begins soon, so nobody moves up by themselves: whoever "
            "is first takes one on the personal page, or you give it.",
            "%d people wait, and places are free. The session begins soon, so nobody moves up by themselves: whoever "
            "is first takes one on the personal page, or you give them.",
            number,
        )
        if not request.user.has_perm("registration.view_registration", session.conference):
            return messages.warning(request, words % number)
        within = {"session__conference__id__exact": session.conference_id, "session": session.pk}
        who = reverse("admin:registration_registration_changelist", query={**within, "status__exact": "waiting"})
        link = format_html('<a href="{}">{}</a>', who, _("Show who waits"))
        messages.warning(request, format_html("{} {}", words % number, link))
    return None


def warn_of_recording(request, session):
    """Name those who are to be seen in a recording without having agreed to it."""
    confirmed = Appearance.objects.filter(session=session, status=Appearance.Status.CONFIRMED)
    theirs = Speaker.objects.filter(pk__in=confirmed.order_by().values("speaker"))
    names = ", ".join(map(str, theirs.without_consent(Consent.Kind.RECORDING).in_order()))
    if names:
        words = _(
            "The recording is linked, but not everybody has agreed to being recorded: %(names)s. Please ask them."
        )
        messages.warning(request, words % {"names": names})
