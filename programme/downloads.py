"""The programme as a file, for tables and for the import of another conference; equal for everybody."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme.exports import markdown, sheets
from programme.exports.tables import CSV, XLSX
from programme.published import get_or_404 as get_published_or_404
from womconf.privacy import public


def _file(request, slug, make, *, ending, content_type, disposition="attachment", by_the_clock=True):
    published = get_published_or_404(request, slug)
    response = HttpResponse(
        make(published),
        content_type=content_type,
        headers={"Content-Disposition": f'{disposition}; filename="{slug}.{ending}"'},
    )
    return published.keep(response, timezone.now(), by_the_clock=by_the_clock)


@require_safe
@public
def programme_csv(request, conference):
    return _file(request, conference, sheets.as_csv, ending="csv", content_type=CSV)


@require_safe
@public
def programme_xlsx(request, conference):
    return _file(request, conference, sheets.as_xlsx, ending="xlsx", content_type=XLSX)


@require_safe
@public
def programme_markdown(request, conference):
    content_type = "text/markdown; charset=utf-8; variant=CommonMark"  # RFC 7763
    make = markdown.programme
    how = {"disposition": "inline", "by_the_clock": False}
    return _file(request, conference, make, ending="md", content_type=content_type, **how)
