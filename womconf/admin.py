"""What the admin shows of the libraries' models."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from womconf.addresses import AddressFormField, AddressInput
from womconf.admin_lists import ChoiceFilter
from womconf.admin_saving import SavingAdmin
from womconf.admin_site import FindsAddresses
from womconf.models import SignIn

admin.site.unregister(EmailAddress)  # allauth's list of addresses is not used: organisers sign in by name
admin.site.unregister(Authenticator)
admin.site.unregister(User)
admin.site.unregister(Group)
Authenticator._meta.verbose_name, Authenticator._meta.verbose_name_plural = _("second factor"), _("second factors")


PREPARED = [pgettext_lazy("group", "access needs")]  # groups that are there from the beginning
Group.__str__ = lambda group: pgettext("group", group.name)


class RightsMixin:
    """Offer the rights to what the admin shows, and no others: those of libraries have names that ours have, too."""

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.related_model is Permission:
            shown = ContentType.objects.get_for_models(*self.admin_site._registry).values()
            field.queryset = field.queryset.filter(content_type__in=[content_type.pk for content_type in shown])
        return field


@admin.register(User)
class OrganiserAdmin(RightsMixin, FindsAddresses, SavingAdmin, UserAdmin):
    """Django's, with addresses in the one spelling that e-mail can be sent to."""

    formfield_overrides = {
        models.EmailField: {"form_class": AddressFormField, "widget": AddressInput({"class": "vTextField"})}
    }
    readonly_fields = ["last_login", "date_joined"]

    def user_change_password(self, request, id, form_url=""):
        """Read the row under a lock, for Django's form of a password writes all of it."""
        request.locks = request.method == "POST"
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)


@admin.register(Group)
class RoleAdmin(RightsMixin, SavingAdmin, GroupAdmin):
    pass


@admin.register(Authenticator)
class AuthenticatorAdmin(SavingAdmin):
    """Second factors of organisers: one who lost theirs asks another to delete it. Secrets are never shown."""

    list_display = fields = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__username"]
    list_select_related = ["user"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class SucceededFilter(ChoiceFilter):
    title = _("succeeded")
    parameter_name = "succeeded"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def narrow(self, request, queryset, value):
        return queryset.filter(succeeded=value == "yes")


@admin.register(SignIn)
class SignInAdmin(SavingAdmin):
    """Who signed in, or tried to. For superusers, to be read only; everybody sees their own on their own page."""

    list_display = fields = readonly_fields = ["at", "user", "succeeded", "how", "times"]
    list_display_links = None
    list_filter = [SucceededFilter, "how"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
