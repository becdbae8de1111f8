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
WORTH_IT = 0.9  # of the length, or it is left as it is: pictures and workbooks are compressed already
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
    """What is true of it for everybody; `response` makes one for somebody. Threads share it.

    It holds one body, compressed by brotli where that makes it shorter. Whoever wants gzip gets it from the first such
    request on; whoever wants neither, hardly ever a browser, gets it unpacked.
    """

    def __init__(self, response):
        self.headers = {name: response[name] for name in OF_THE_VIEW if response.has_header(name)}
        self.headers["Vary"] = "Accept-Encoding"
        content = response.content
        self.tag = hashlib.blake2b(content, digest_size=15).hexdigest()
        self._bodies = {"": content}
        if len(content) >= LEAST_BYTES:
            compressed = brotli.compress(content, quality=BROTLI_QUALITY)
            if len(compressed) < WORTH_IT * len(content):
                self._bodies = {"br": compressed}

    @property
    def size(self):
        """Bytes that it takes at most: gzip comes later, and is hardly longer than half as much again."""
        return int(2.5 * sum(map(len, self._bodies.values()))) + 2000  # what Python adds

    def response(self, request):
        """Return the answer to a GET or HEAD request: with the body in the encoding that it likes best, or 304."""
        is_compressed = "br" in self._bodies
        encoding = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")) if is_compressed else ""
        etag = f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'
        response = HttpResponse(headers={**self.headers, "ETag": etag})
        conditional = get_conditional_response(request, etag=etag, response=response)
        if conditional is not response:
            return conditional
        body = self._body(encoding)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(body))
        if request.method == "GET":
            response.content = body
        return response

    def _body(self, encoding):
        body = self._bodies.get(encoding)
        if body is None:
            body = brotli.decompress(self._bodies["br"])
            if encoding == "gzip":
                body = self._bodies["gzip"] = gzip.compress(body, GZIP_LEVEL, mtime=0)
        return body


def accepts_gzip(request):
    return bool(_weight_of("gzip", _weights(request.META.get("HTTP_ACCEPT_ENCODING", ""))))


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """Return which encoding a reader likes best by Accept-Encoding (RFC 9110, 12.5.3); "": as it is.

    Where several are liked equally, the shortest: brotli, then gzip.
    """
    weights = _weights(accepted)
    best, weight = "", weights.get("identity", 0.001)
    for name in ("gzip", "br"):
        liked = _weight_of(name, weights)
        if liked and liked >= weight:
            best, weight = name, liked
    return best


def _weights(accepted):
    """Return {encoding: how much it is liked, 0 to 1} of an Accept-Encoding."""
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    return weights


def _weight_of(name, weights):
    return weights.get(name, weights.get("*", 0))


def _weight(parameters):
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0), 1)
            except ValueError:
                return 0
    return 1
