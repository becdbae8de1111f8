"""What a kept answer says to browsers and caches (RFC 9110)."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests import factories
from womconf.kept.answers import Answer, best_encoding

TEXT = "Interkulturelle Öffnung ganzheitlich denken. " * 100
DECODE = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def answer():
    return Answer(HttpResponse(TEXT, headers={"Cache-Control": "public, no-cache", "Content-Language": "de"}))


def ask(answer, method="get", **headers):
    return answer.response(getattr(RequestFactory(headers=headers), method)("/"))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("identity;q=1, gzip;q=0.5", ""),
        ("deflate", ""),
        (";;;,,,q=", ""),
        ("gzip;q=banana", ""),
        ("gzip;q=nan", ""),
        ("br" * 5000, ""),
    ],
)
def test_the_reader_says_what_it_understands(answer, accepted, encoding):
    assert best_encoding(accepted) == encoding
    response = ask(answer, accept_encoding=accepted)
    assert response.get("Content-Encoding", "") == encoding
    assert DECODE[encoding](response.content).decode() == TEXT
    assert int(response["Content-Length"]) == len(response.content)
    assert response["Vary"] == "Accept-Encoding"


def test_a_short_answer_is_not_compressed():
    response = ask(Answer(HttpResponse("kurz")), accept_encoding="br, gzip")
    assert (response.content, response.has_header("Content-Encoding")) == (b"kurz", False)


def test_head_is_the_same_without_the_body(answer):
    get, head = ask(answer, accept_encoding="br"), ask(answer, "head", accept_encoding="br")
    assert (dict(head.headers), head.content) == (dict(get.headers), b"")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"a", W/{}, "b"', "*"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_has_it_is_told_so(answer, form, method):
    etag = ask(answer, accept_encoding="gzip")["ETag"]
    response = ask(answer, method, accept_encoding="gzip", if_none_match=form.format(etag))
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert (response["Cache-Control"], response["Vary"]) == ("public, no-cache", "Accept-Encoding")


@pytest.mark.parametrize("form", ['"other"', "", "x", '"', "W/", ",,,", "\x00", "a" * 10_000])
def test_whoever_has_something_else_gets_it(answer, form):
    assert ask(answer, if_none_match=form).status_code == 200


def test_each_encoding_has_an_etag_of_its_own(answer):
    assert len({ask(answer, accept_encoding=encoding)["ETag"] for encoding in ("", "gzip", "br")}) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("is_kept", [True, False])
def test_an_answer_says_the_same_whether_it_is_kept_or_not(request, is_kept):
    if is_kept:
        request.getfixturevalue("keeping")
    factories.ConferenceFactory(slug="tagung", title={"de": "Tagung"})
    headers = []
    for _reader in range(2):
        response = Client(headers={"accept-encoding": "br"}).get("/tagung/")
        headers.append({name: value for name, value in response.headers.items() if name != "Content-Security-Policy"})
    assert headers[0] == headers[1]
    assert headers[0]["Content-Encoding"] == "br"
    assert headers[0]["X-Frame-Options"] == "DENY"
    assert "Cookie" not in headers[0]["Vary"]
    not_modified = Client(headers={"accept-encoding": "br", "if-none-match": headers[0]["ETag"]}).get("/tagung/")
    assert not_modified.status_code == 304


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused():
    factories.ConferenceFactory(slug="tagung")
    assert Client().get("/tagung/", headers={"host": "elsewhere.example"}).status_code == 400
