"""What people said of the sessions, for organisers."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.admin.desk import conference_or_404, page
from programme.exports import tables
from registration import feedback_summary
from registration.actions.feedback import AT_ONCE
from registration.paper.names import file_name

SEES = "registration.view_registration"


@require_http_methods(["GET", "HEAD"])
def feedback(request, object_id):
    """Show sums, a picture and the texts of each session."""
    conference = conference_or_404(request, object_id, SEES)
    shown = {"rows": feedback_summary.rows(conference), "average": feedback_summary.average_in_words()}
    return page(request, "admin/feedback.html", _("How it was"), at_once=AT_ONCE, **shown)


@require_http_methods(["GET", "HEAD"])
def feedback_csv(request, object_id):
    conference = conference_or_404(request, object_id, SEES)
    content = tables.as_csv(feedback_summary.table(feedback_summary.rows(conference)))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(conference, "feedback", "csv")}"'}
    return HttpResponse(content, content_type=tables.CSV, headers=headers)
