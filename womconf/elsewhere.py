"""What programs and pages of other sites may do with ours: read the interface, load one script, frame one page.

Nothing else of this site can be read from elsewhere or stand in a frame. It is said at the very end of each answer,
because an answer that is kept, "not modified" and an error are made anew on the way and would lose it.
"""

import json
import re
from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.csp import CSP, build_policy
from django.utils.translation import gettext_lazy as _

INTERFACE = "/api/"
# The script for pages of other sites, under its own name and the one with its digest.
SCRIPT = re.compile(rf"{re.escape(settings.STATIC_URL)}js/embed(\.\w+)?\.js")
FRAMED_PAGE = "/embed/"  # how the address of the page ends that may stand in a frame
FRAMING_POLICY = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}
READABLE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
OF_INTERFACE = {**READABLE, "Access-Control-Expose-Headers": "ETag, Link, Retry-After"}

SENTENCES = {
    400: _("This request cannot be understood."),
    403: _("This is not open to you."),
    404: _("There is nothing public at this address. The interface begins at /api/v1/."),
    405: _("The interface is only there to be read: please send GET."),
    500: _("Something went wrong here, and it was not your fault."),
    503: _("At the moment we cannot answer. Please try again in a few seconds."),
}


def framed_anywhere(view):
    """Let pages of other sites show a page of ours in a frame; it must have nothing on it that a click could do."""
    view.may_be_framed = True
    return view


def in_all_languages(text):
    """Return {language: words} of a text of the program, which is translated when it is read (gettext_lazy)."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = str(text)
    return words


def error(status, sentence):
    """Return the bytes of an error of the interface."""
    return json.dumps({"status": status, "message": in_all_languages(sentence)}, ensure_ascii=False).encode()


def open_to_other_sites(get_response):
    """Say at the end of each answer what other sites may do with it; below /api/ each error is JSON with a sentence."""

    def answer(request):
        response = get_response(request)
        path = request.path_info
        if path.startswith(INTERFACE):
            _say_error_in_json(request, response)
            _set(response, OF_INTERFACE)
        elif response.status_code < 400 and SCRIPT.fullmatch(path):
            _set(response, READABLE)
        elif path.endswith(FRAMED_PAGE) and response.status_code in {200, 304} and _may_be_framed(path):
            del response["X-Frame-Options"]
            response.headers[str(CSP.HEADER_ENFORCE)] = build_policy(FRAMING_POLICY)
        return response

    return answer


def _set(response, headers):
    for name, value in headers.items():
        response.headers[name] = value


def _say_error_in_json(request, response):
    status = response.status_code
    if status < 400 or response.get("Content-Type") == "application/json":
        return
    response.content = error(status, SENTENCES.get(status, SENTENCES[500 if status > 500 else 400]))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        response.content = b""


@lru_cache(maxsize=1000)
def _may_be_framed(path):
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return getattr(resolve(path).func, "may_be_framed", False)
        except Resolver404:
            return False
