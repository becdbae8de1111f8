"""The field for the link of a video conference: on the page of a session, and of a room that is online."""

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme import actions
from programme.admin.base import without_field
from programme.meeting_links import with_scheme
from programme.models import AccessLink, Room
from programme.models.access_links import LINK_MAX_LENGTH
from programme.validators import secure_address

NAME = "access_link"


class AccessLinkForm(forms.ModelForm):
    """Shows the link that is stored, if it can be read. What cannot be read stays until another one is entered."""

    access_link = forms.CharField(
        label=gettext_lazy("Access link"),
        required=False,
        max_length=LINK_MAX_LENGTH,
        widget=forms.URLInput({"class": "vURLField", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Of the video conference, such as https://meet.example.org/abc. It is stored encrypted and stands in no "
            "e-mail and on no page: people get in by an address of their own, which stays the same when you change it."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = self._stored()
        if stored is None or NAME not in self.fields:
            return
        if stored.is_readable:
            self.fields[NAME].initial = stored.address.open()
        else:
            self.fields[NAME].help_text = _(
                "A link is stored, but it cannot be read any more: SECRET_KEY has changed. Please enter it again, or "
                "put the former key into SECRET_KEY_FALLBACKS."
            )

    def _stored(self):
        its = {"room": self.instance} if isinstance(self.instance, Room) else {"session": self.instance}
        return AccessLink.objects.filter(**its).first() if self.instance.pk else None

    def clean_access_link(self):
        link = self.cleaned_data[NAME]
        return secure_address(with_scheme(link)) if link else ""


class RoomForm(AccessLinkForm):
    def clean(self):
        data = super().clean()
        if data.get(NAME) and data.get("kind") == Room.Kind.ON_SITE:
            self.add_error(NAME, _("This room is on site only. Please choose another kind of room, or leave this out."))
        return data


class AccessLinkMixin:
    """Shows the field to those alone who may change the page, and stores what they enter."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_see = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return fieldsets if may_see else without_field(fieldsets, NAME)

    def lookup_allowed(self, lookup, value, request):
        return super().lookup_allowed(lookup, value, request) and not lookup.startswith(NAME)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if NAME in form.changed_data:
            actions.set_access_link(obj, form.cleaned_data[NAME])


def warn_of_link_for_nobody(request, session):
    """Say it where an organiser has entered a link, and nobody can take part in the session online."""
    if session.slots.exists() and not session.online_slots:
        words = _(
            "Nobody gets the access link: this session takes place on site only. Please choose a room that is online, "
            "or give places online of their own."
        )
        messages.warning(request, words)
