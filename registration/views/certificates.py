"""The certificate of attendance: taken by whoever was present, and checked by whoever holds one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programme.exceptions import PaperTooLarge
from programme.models import Conference
from registration import actions
from registration.exceptions import Busy, Gone, NothingToCertify
from registration.models import Certificate
from registration.paper import presence
from registration.paper.certificates import certificate_pdf, file_name
from registration.views.personal import personal, show_my_page
from womconf.privacy import private

MAX_CODE = Certificate._meta.get_field("code").max_length


@require_POST
@personal
def my_certificate(request, attendee):
    """Issue what somebody was present in, and send it as a file. GET does not: it would issue one."""
    try:
        certificate, found = actions.issue_certificate(attendee)
        content = certificate_pdf(certificate, found)
    except (NothingToCertify, PaperTooLarge, Busy) as refusal:
        return show_my_page(request, attendee, refusal=refusal)
    except Gone:
        return redirect("registration:erased")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(attendee)}"'
    return response


@private
@require_safe
def certificate(request, conference, code):
    """Say whether a certificate is genuine: what it says, and of its person the initials alone."""
    conference = get_object_or_404(Conference, slug=conference)
    certificates = Certificate.objects.filter(attendee__conference=conference).select_related("attendee__conference")
    found = certificates.filter(code=code[: MAX_CODE + 1]).first()
    with timezone.override(conference.zone):
        context = {"conference": conference, "certificate": found}
        if found:
            context |= {"hours": presence.in_words(found.minutes), "is_valid": presence.bears_out(found)}
        return render(request, "registration/certificate.html", context, status=200 if found else 404)
