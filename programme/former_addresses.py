"""Where a page has gone whose conference got another address: every link that was ever given out goes on working."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse

from programme.models import Conference


class HttpResponsePermanentRedirectOfForm(HttpResponseRedirectBase):
    """Lets a browser send a form again to the new address, with what was typed (RFC 9110, 15.4.9)."""

    status_code = 308


class Redirect:
    """Lead from each page below the former address of a public conference to the same page below its present one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        match = request.resolver_match
        if not isinstance(exception, Http404) or not match or "conference" not in match.kwargs:
            return None
        conference = Conference.objects.public().formerly(match.kwargs["conference"]).first()
        if conference is None:
            return None
        there = reverse(match.view_name, kwargs={**match.kwargs, "conference": conference.slug})
        if query := getattr(request, "query_as_sent", request.META["QUERY_STRING"]):
            there = f"{there}?{query}"
        is_safe = request.method in {"GET", "HEAD"}
        return (HttpResponsePermanentRedirect if is_safe else HttpResponsePermanentRedirectOfForm)(there)
