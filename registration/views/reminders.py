"""Where people who registered switch their reminders off, and on again."""

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from programme import reminder_views
from registration import emails
from registration.models import Attendee
from registration.views.personal import no_link
from womconf import links
from womconf.privacy import private


@csrf_exempt  # the key is the token
@private
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request):
    return reminder_views.answer(
        request,
        links.REMINDERS,
        Attendee.objects,
        link_of=emails.reminders_link,
        home="registration:me",
        no_link=no_link,
    )
