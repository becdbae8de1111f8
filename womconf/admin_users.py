"""Who did something, on pages of the admin."""

from django.contrib import admin


def name_of(model, field):
    """Return a read-only field for a ModelAdmin that names a user, without a link: few may see an account."""

    @admin.display(description=model._meta.get_field(field).verbose_name, ordering=field)
    def shown(_admin, row):
        return getattr(row, field) or "–"

    return shown
