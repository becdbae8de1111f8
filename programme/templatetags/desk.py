"""What stands on the organisers' start page."""

from django import template

from programme.admin.saved_views import NOT_KEPT, address_of, may_keep
from programme.desk import Desk
from programme.models import SavedView
from womconf.in_hand import OfOneConferenceMixin

register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context):
    """Return the Desk of the conference in hand; None where there is no conference."""
    conference = context.get("conference")
    return Desk(conference, context["user"]) if conference else None


@register.simple_tag(takes_context=True)
def saved_views(context, cl):
    """Return what is kept of a list: {"views": [(SavedView, its address, whether it is shown)]}; else None.

    "query" is what could be kept of the list as it is shown, "" where it is neither narrowed nor sorted.
    """
    conference, model_admin = context.get("conference"), cl.model_admin
    if conference is None or not isinstance(model_admin, OfOneConferenceMixin) or cl.is_popup:
        return None
    request = context["request"]
    views = SavedView.objects.filter(conference=conference, model=cl.opts.label_lower).select_related("conference")
    narrowed = request.GET.keys() - {model_admin.conference_parameter, *NOT_KEPT}
    may_arrange = may_keep(request.user, conference)
    found = [(view, address_of(model_admin, view)) for view in views]
    return {
        "views": [(view, address, address == request.get_full_path()) for view, address in found],
        "query": request.GET.urlencode() if narrowed and may_arrange else "",
        "may_arrange": may_arrange,
        "model": cl.opts.label_lower,
    }
