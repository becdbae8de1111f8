"""After a save: who does not know yet what is true now."""

from django.contrib import messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programme import telling
from programme.models import Conference
from womconf.admin_saving import is_action

FOUND = 302
MOST_DIGITS = 18  # of a key
RIGHT = "programme.change_session"


def is_key(text):
    """Whether somebody's text can be the key of a row."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def address_of(conference, **query):
    return reverse("admin:programme_untold", args=[conference.pk], query=query)


def say_what_is_untold(request, conference):
    """Name who does not know yet, and lead to the page where they are told."""
    if conference is None or not request.user.has_perm(RIGHT):
        return
    if who := telling.Overview.of(conference).who:
        text = _("Not told yet: %(who)s.") % {"who": who}
        messages.warning(request, format_html('{} <a href="{}">{}</a>', text, address_of(conference), _("Tell them …")))


class SaysWhatIsUntoldMixin:
    """Pages of the admin after whose saves, deletions and actions somebody may know less than is true.

    `path_to_conference` leads from a row to its conference, in Django's words for lookups.
    """

    path_to_conference = "conference"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and response.status_code == FOUND and not is_action(request):
            say_what_is_untold(request, request.conference)
        return response

    def delete_view(self, request, object_id, extra_context=None):
        rows = self.model._base_manager.filter(pk=object_id) if is_key(object_id) else self.model._base_manager.none()
        conferences = self._conferences_of(rows)
        response = super().delete_view(request, object_id, extra_context)
        if request.method == "POST":
            self._say_of(request, conferences, response)
        return response

    def response_action(self, request, queryset, action_location=ActionLocation.CHANGE_LIST):
        chosen = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key(key)]
        is_of_all = action_location != ActionLocation.CHANGE_LIST or request.POST.get("select_across") == "1"
        conferences = self._conferences_of(queryset if is_of_all else queryset.filter(pk__in=chosen))
        response = super().response_action(request, queryset, action_location=action_location)
        self._say_of(request, conferences, response)
        return response

    def _conferences_of(self, rows):
        return list(Conference.objects.filter(pk__in=rows.order_by().values(self.path_to_conference)))

    def _say_of(self, request, conferences, response):
        if response is not None and response.status_code == FOUND:
            for conference in conferences:
                say_what_is_untold(request, Conference.objects.filter(pk=conference.pk).first())
