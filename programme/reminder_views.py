"""Where people switch their reminders off, and on again. GET shows the page, its button changes it.

Mail programs press the button by themselves when somebody chooses "unsubscribe" there (RFC 8058): they send the address
of the mail by POST, with its key, without a cookie, and follow no redirect.
"""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from programme import actions
from programme.exceptions import Busy
from programme.models import Speaker
from programme.speaker_letters import reminders_link
from programme.speaker_views import no_link
from womconf import links
from womconf.privacy import private


@csrf_exempt  # the key is the token
@private
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request):
    return answer(
        request, links.REMINDERS_SPEAKER, Speaker.objects, link_of=reminders_link, home="speaker:home", no_link=no_link
    )


# For people who registered, too (registration.views.reminders)


def answer(request, purpose, people, *, link_of, home, no_link):
    """Show the page of whoever opened such a link, or do what was pressed there; `no_link` answers everybody else."""
    try:
        if request.method != "POST" and (key := request.GET.get("key")):
            return links.exchange(key, purpose, request.path)
        code, version = _read(request, purpose)
    except links.InvalidLink:
        return no_link(request)
    person = people.select_related("conference").filter(code=code, link_version=version).first()
    if person is None:
        return no_link(request, is_broken=True)
    refusal = ""
    if request.method == "POST":
        try:
            person = actions.set_reminders(person, wanted=request.POST.get("wanted") == "yes")
        except Busy as reason:
            refusal = str(reason)
    link = link_of(person)
    context = {"conference": person.conference, "whose": str(person), "person": code, "key": link.token, "home": home}
    context |= {"wanted": person.wants_reminders, "refusal": refusal}
    return render(request, "programme/reminders.html", context, status=503 if refusal else 200)


def _read(request, purpose):
    """Return (code, version): of what is sent by its key, of the page by the cookie. Raise links.InvalidLink."""
    if request.method == "POST":
        return links.read_token(purpose, request.POST.get("key") or request.GET.get("key", ""))
    return links.recall(request, purpose)
