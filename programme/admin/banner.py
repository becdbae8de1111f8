"""After a save: who does not know yet what is true now."""

from django.contrib import messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programme import telling
from programme.models import Conference, Session
from womconf.admin_saving import is_action
from womconf.quotes import in_quotes, quoted

FOUND = 302
MOST_DIGITS = 18  # of a key
RIGHT = "programme.change_session"


def is_key(text):
    """Whether somebody's text can be the key of a row."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def address_of(conference, **query):
    return reverse("admin:programme_untold", args=[conference.pk], query=query)


def sentences(overview):
    """Say who does not know yet, and which mails are planned, each in a sentence."""
    return [*([_("Not told yet: %(who)s.") % {"who": overview.who}] if overview.who else []), *overview.plans]


def where_to(overview):
    """Say what the page is for to which a note about an Overview leads."""
    return _("Tell them …") if overview.who else _("Look at them")


def say_what_is_untold(request, conference, session=None):
    """Name who does not know yet, and lead to the page where they are told.

    After a save of one session those come first who do not know of it.
    """
    if conference is None or not request.user.has_perm(RIGHT, conference):
        return
    whole, roughly = telling.at_a_glance(conference)
    if roughly:
        text = f"{conference}: {_('Not told yet: %(who)s.') % {'who': roughly[None]}}"
        link = format_html('<a href="{}">{}</a>', address_of(conference), _("Tell them …"))
        messages.warning(request, format_html("{} {}", text, link))
        return
    words, about = sentences(whole), conference
    of_it = dict(whole.by_session).get(session) if session else None
    if of_it and of_it.who != whole.who:
        about = quoted(session)
        words = [
            _("Not told yet: %(who)s.") % {"who": of_it.who},
            _("In the whole of “%(conference)s”: %(who)s.") % {"conference": in_quotes(conference), "who": whole.who},
            *whole.plans,
        ]
    if words:
        text = f"{about}: {' '.join(words)}"
        link = format_html('<a href="{}">{}</a>', address_of(conference), where_to(whole))
        messages.warning(request, format_html("{} {}", text, link))


class SaysWhatIsUntoldMixin:
    """Pages of the admin after whose saves, deletions and actions somebody may know less than is true.

    What is saved elsewhere is no news to people, and the note would be about something else.

    `path_to_conference` leads from a row to its conference, in Django's words for lookups.
    """

    path_to_conference = "conference"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        is_saved = request.method == "POST" and response.status_code == FOUND and not is_action(request)
        if is_saved and not (self.model is Conference and object_id is None):  # nobody knows of a new one
            say_what_is_untold(request, request.conference, self._only_session([object_id] if object_id else []))
        return response

    def earlier_text_is_stored(self, request, object_id):
        super().earlier_text_is_stored(request, object_id)
        say_what_is_untold(request, request.conference, self._only_session([object_id]))

    def delete_view(self, request, object_id, extra_context=None):
        rows = self.model._base_manager.filter(pk=object_id) if is_key(object_id) else self.model._base_manager.none()
        conferences = self._conferences_of(rows)
        response = super().delete_view(request, object_id, extra_context)
        if request.method == "POST":
            self._say_of(request, conferences, response)
        return response

    def response_action(self, request, queryset, action_location=ActionLocation.CHANGE_LIST):
        chosen = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key(key)]
        is_of_all = action_location == ActionLocation.CHANGE_LIST and request.POST.get("select_across") == "1"
        rows = queryset if is_of_all else queryset.filter(pk__in=chosen)
        conferences = self._conferences_of(rows)
        session = self._only_session(rows.order_by().values_list("pk", flat=True)[:2])
        response = super().response_action(request, queryset, action_location=action_location)
        self._say_of(request, conferences, response, session)
        return response

    def _only_session(self, keys):
        """Return the session that a page or an action was about, None where it was about none, or about several."""
        is_of_one = self.model is Session and len(keys) == 1
        return Session.objects.filter(pk=keys[0]).first() if is_of_one else None

    def _conferences_of(self, rows):
        return list(Conference.objects.filter(pk__in=rows.order_by().values(self.path_to_conference)))

    def _say_of(self, request, conferences, response, session=None):
        if response is not None and response.status_code == FOUND:
            for conference in conferences:
                say_what_is_untold(request, Conference.objects.filter(pk=conference.pk).first(), session)
