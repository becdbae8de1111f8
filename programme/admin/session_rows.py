"""Sessions as rows of fields: what is asked for after an import, places and access links first."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.admin.in_list import EditedInListMixin, RowForm
from programme.models.access_links import LINK_MAX_LENGTH
from programme.validators import secure_address


class SessionRowForm(RowForm):
    """The places of a session, of a hybrid one those on site, and the link of its video conference."""

    capacity = forms.IntegerField(label=_("Places"), required=False, min_value=0, max_value=1_000_000)
    access_link = forms.CharField(
        label=_("Access link"),
        required=False,
        max_length=LINK_MAX_LENGTH,
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:  # deleted meanwhile: what was typed is shown once more
            return
        self.initial["capacity"] = self.instance.pool.capacity
        link = getattr(self.instance, "access_link", None)
        self.initial["access_link"] = link.address.open() if link and link.is_readable else ""

    def clean_access_link(self):
        link = self.cleaned_data["access_link"]
        return secure_address(link) if link else ""


class SessionsInListMixin(EditedInListMixin):
    row_form = SessionRowForm
    fetched_in_list = ["pools", "access_link"]
    edited_in_list = ["capacity", "access_link", "track", "owner", "internal_note"]
    columns_in_list = ["title", "begins", *edited_in_list]

    def follow_change(self, request, obj, form):
        """Store what stands in other tables, by the actions that the page of a session uses."""
        if "capacity" in form.changed_data:
            actions.set_capacity(obj.pool, capacity=form.cleaned_data["capacity"], by=request.user)
        if "access_link" in form.changed_data:
            actions.set_access_link(obj, form.cleaned_data["access_link"])

    # What stands above the columns; the fields show the values.

    @admin.display(description=_("places"))
    def capacity(self, session):
        return session.pool.capacity

    @admin.display(description=_("access link"))
    def access_link(self, session):
        return ""
