"""A finished answer of a public page: its bytes in each encoding, with one ETag for each, ready to leave."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

import brotli
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

BROTLI_QUALITY, GZIP_LEVEL = 5, 6
LEAST_BYTES = 200  # below, compressing makes it longer
# Headers that a view sets; all others are set anew by the middleware in front of the one that keeps answers.
OF_THE_VIEW = ("Content-Type", "Content-Language", "Content-Disposition", "Cache-Control", "Link")


@dataclass(frozen=True)
class Keep:
    """What a view says of its answer: of which conference it is, and when the clock makes another one of it."""

    conference: int | None
    until: datetime | None


def keep(response, *, conference, until):
    """Mark and return an answer: it shows a conference (None: all of them) and is true until then (None: for ever)."""
    response.keep = Keep(conference, until)
    return response


def end_of_day(now, zone):
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


class Answer:
    """What is true of it for everybody; `response` makes one for somebody. Threads share it: nobody changes it."""

    def __init__(self, response):
        self.headers = {name: response[name] for name in OF_THE_VIEW if response.has_header(name)}
        self.headers["Vary"] = "Accept-Encoding"
        self.bodies = _encoded(response.content)
        self.tag = hashlib.blake2b(response.content, digest_size=15).hexdigest()

    @property
    def size(self):
        return sum(map(len, self.bodies.values())) + 2000  # what Python adds

    def response(self, request):
        """Return the answer to a GET or HEAD request: with the body in the encoding that it likes best, or 304."""
        encoding = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")) if len(self.bodies) > 1 else ""
        body = self.bodies[encoding]
        response = HttpResponse(body if request.method == "GET" else b"", headers=self.headers)
        response.headers["Content-Length"] = str(len(body))
        if encoding:
            response.headers["Content-Encoding"] = encoding
        etag = response.headers["ETag"] = f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'
        return get_conditional_response(request, etag=etag, response=response)


def _encoded(content):
    bodies = {"": content}
    if len(content) >= LEAST_BYTES:
        bodies["br"] = brotli.compress(content, quality=BROTLI_QUALITY)
        bodies["gzip"] = gzip.compress(content, GZIP_LEVEL, mtime=0)
    return bodies


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """Return which encoding a reader likes best by Accept-Encoding (RFC 9110, 12.5.3); "": as it is.

    Where several are liked equally, the shortest: brotli, then gzip.
    """
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    best, weight = "", weights.get("identity", 0.001)
    for name in ("gzip", "br"):
        liked = weights.get(name, weights.get("*", 0))
        if liked and liked >= weight:
            best, weight = name, liked
    return best


def _weight(parameters):
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0), 1)
            except ValueError:
                return 0
    return 1
