"""Who of the organisers takes care of something: the field, the column and the filter."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from womconf import in_hand, rights
from womconf.admin_lists import ChoiceFilter

ME, NOBODY = "me", "nobody"


def name_of(user):
    return user.get_full_name() or user.get_username()


def offer_organisers(field, owners):
    """Let a field offer those who work on its conference, and the owners (keys) who stand there already."""
    can_work = Q(pk__in=rights.who_works_on(field.conference)) | Q(pk__in=owners)
    field.queryset = get_user_model().objects.filter(can_work).order_by("first_name", "last_name", "username")
    field.label_from_instance = name_of


class OwnerFormMixin:
    """Offers those who can work here, and who stands there already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("owner"):
            offer_organisers(field, [self.instance.owner_id])
            for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)


class OwnerColumnMixin:
    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            field.conference = in_hand.of(request)  # whose organisers the form offers
        return field

    @admin.display(description=_("takes care"), ordering="owner")
    def takes_care(self, row):
        return name_of(row.owner) if row.owner else "–"


class OwnerFilter(ChoiceFilter):
    """Narrow a list to what one of the organisers takes care of. Whoever looks stands first."""

    title = _("who takes care")
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        self.me = request.user
        theirs = model_admin.model.objects.filter(conference=in_hand.of(request), owner__isnull=False)
        others = get_user_model().objects.filter(pk__in=theirs.order_by().values("owner")).exclude(pk=request.user.pk)
        named = sorted((name_of(user), str(user.pk)) for user in others)
        return [(ME, _("me")), *((key, name) for name, key in named), (NOBODY, _("nobody"))]

    def narrow(self, request, queryset, value):
        if value == NOBODY:
            return queryset.filter(owner__isnull=True)
        return queryset.filter(owner=self.me.pk if value == ME else value)
