"""Answer for public pages with what is kept, before anything looks at sessions, languages or tokens."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from womconf.kept.answers import Answer
from womconf.kept.listening import listener
from womconf.kept.store import Made, store, value_of

LONGEST_QUERY = 8000  # characters that are read


class KeptAnswers:
    """Give what is kept to whoever asks; let the others go on, and finish and keep what a public view answers.

    A view says by `womconf.privacy.public` that it is equal for everybody, and which parameters it reads; its answer
    says by `kept.keep` until when it is true. Organisers want to see at once what they have changed: they are never
    given what is kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reads_anew = _is_of_organiser(request)
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        request.get_host()  # refuses hosts that are not ours
        name = _name(request)
        if name is None:
            return self.get_response(request)
        if request.reads_anew:
            found = value_of(self._make(request, name))
        else:
            found = store.get(name) or store.get_or_make(name, lambda: self._make(request, name))
        return found.response(request) if isinstance(found, Answer) else found

    def _make(self, request, name):
        """Return the answer of the view, finished, as Made; or, where it is not for everybody, as it is.

        The view is asked for no more than what the answer is named after, and so cannot show more of the address.
        """
        request.query_as_sent = request.META.get("QUERY_STRING", "")
        _path, request.META["QUERY_STRING"] = name
        moment = listener.moment()
        response = self.get_response(request)
        keep = getattr(response, "keep", None)
        if keep is None or response.status_code != 200 or response.cookies or "Cookie" in response.get("Vary", ""):
            return response
        answer = Answer(response)
        return Made(answer, answer.size, keep.conference, moment, keep.until)


def _is_of_organiser(request):
    return settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", "")


def _name(request):
    """Return the name of a public answer: its path, and of the query what its view reads, in one order; else None."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    read = _read_by_view(path)
    if read is None:
        return None
    if not query or not read:
        return path, ""
    pairs = parse_qsl(query[:LONGEST_QUERY], errors="replace")
    return path, urlencode(sorted({(key, value) for key, value in pairs if key in read}))


@lru_cache(maxsize=5000)
def _read_by_view(path):
    """Return the names of the parameters that the view behind a path reads, if it is public, else None."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return getattr(resolve(path).func, "reads", None)
        except Resolver404:
            return None
