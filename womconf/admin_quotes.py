"""Django's own sentences about a row quote its name: marks within that name become the inner ones, as in ours."""

from django.contrib.admin.options import IS_POPUP_VAR
from django.utils.functional import SimpleLazyObject

from womconf.quotes import in_quotes


class Quoted(SimpleLazyObject):
    """A row that says its name as a sentence puts it in quotation marks, and is itself in all else."""

    def __init__(self, row):
        super().__init__(lambda: row)
        self.__dict__["row"] = row

    def __str__(self):
        return in_quotes(self.__dict__["row"])


class QuotesNamesMixin:
    """A page of the admin whose messages name the row; a window that adds one for a field gets the name as it is."""

    def response_add(self, request, obj, *args, **kwargs):
        return super().response_add(request, _as_quoted(request, obj), *args, **kwargs)

    def response_change(self, request, obj):
        return super().response_change(request, _as_quoted(request, obj))

    def response_delete(self, request, obj_display, obj_id):
        return super().response_delete(request, in_quotes(obj_display), obj_id)

    def render_delete_form(self, request, context):
        return super().render_delete_form(request, {**context, "escaped_object": in_quotes(context["object"])})


def _as_quoted(request, row):
    return row if IS_POPUP_VAR in request.POST else Quoted(row)
