"""Who took out what about people, and when."""

from django.contrib import admin

from registration.admin.base import ReadMostlyAdmin
from registration.models import Export


@admin.register(Export)
class ExportAdmin(ReadMostlyAdmin):
    """Nobody writes or deletes here: what was taken out stays said."""

    list_display = ["at", "by", "kind", "about"]
    list_display_links = None
    list_filter = ["kind"]
    list_select_related = ["by"]
    date_hierarchy = "at"
    fields = readonly_fields = ["at", "by", "kind", "about"]

    def has_change_permission(self, request, obj=None):
        return False
