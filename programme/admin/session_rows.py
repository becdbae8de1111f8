"""Sessions as rows of fields: what is asked for after an import, places and access links first."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.admin.access_links import AccessLinkForm
from programme.admin.in_list import EditedInListMixin, RowForm
from programme.admin.session_facts import places_taken, say_who_moved_up
from programme.admin.session_forms import keeps_back_too_many, places_field
from programme.exceptions import NotThatManyPlaces


class SessionRowForm(AccessLinkForm, RowForm):
    """The places of a session, of a hybrid one those on site, and the link of its video conference."""

    capacity = places_field(_("Places"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # else it was deleted meanwhile, and what was typed is shown once more
            self.initial["capacity"] = self.instance.pool.capacity
        if (link := self._stored()) and not link.is_readable:
            self.fields["access_link"].widget.attrs["placeholder"] = _("stored, but not readable any more")

    def _stored(self):
        return getattr(self.instance, "access_link", None)

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if "capacity" in self.changed_data and keeps_back_too_many(self.instance.pool.kept_back, capacity):
            raise forms.ValidationError(NotThatManyPlaces.message)
        return capacity


class SessionsInListMixin(EditedInListMixin):
    row_form = SessionRowForm
    fetched_in_list = ["pools", "access_link"]
    edited_in_list = ["capacity", "access_link", "track", "owner", "internal_note"]
    columns_in_list = ["title", "begins", *edited_in_list]

    def follow_change(self, request, obj, form):
        """Store what stands in other tables, by the actions that the page of a session uses."""
        if "capacity" in form.changed_data:
            before = places_taken(obj)
            actions.set_capacity(obj.pool, capacity=form.cleaned_data["capacity"], by=request.user)
            say_who_moved_up(request, places_taken(obj) - before)
        if "access_link" in form.changed_data:
            actions.set_access_link(obj, form.cleaned_data["access_link"])

    # What stands above the columns; the fields show the values.

    @admin.display(description=_("places"))
    def capacity(self, session):
        return session.pool.capacity

    @admin.display(description=_("access link"))
    def access_link(self, session):
        return ""
