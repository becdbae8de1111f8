"""What the QR code of a badge opens. To a phone without a helper's link it says the same of every code."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from womconf.privacy import private


@private
@require_safe
def checkin(request, code):
    """Say what the code is for; nothing of whose it is, nor whether it is anybody's."""
    return render(request, "registration/checkin.html")
