"""The description of the interface (OpenAPI 3.1.1), made of the same tables that write the answers."""

from typing import NamedTuple

from django.conf import settings

from programme.exports.api import answers, kinds
from programme.exports.api.schemas import BASIC, NUMBER, STRING, URL, list_of, or_null, ref
from womconf.elsewhere import SENTENCES, in_all_languages

ABOUT = """\
What the public pages of a womconf site show, to be read by programs and by other sites. No key, no cookie; only GET,
HEAD and OPTIONS. Every answer may be read from any origin. Texts are objects with one entry for each language; times
have the offset of the conference's zone. Ask again with `If-None-Match`: what has not changed costs a line.
Within version 1, fields are added, and none changes its meaning or goes."""
TEXTS = ref("Text")


class Endpoint(NamedTuple):
    """Something that can be asked for: its URL name, address, answer, and what it is."""

    name: str
    path: str
    schema: dict
    about: str
    is_list: bool = False


CONFERENCE = "/api/v1/conferences/{conference}/"
ENDPOINTS = [
    Endpoint("start", "/api/v1/", ref("Start"), "Where to begin"),
    Endpoint("openapi", "/api/v1/openapi.json", {"type": "object"}, "This description"),
    Endpoint("conferences", "/api/v1/conferences/", kinds.CONFERENCE.ref, "All public conferences", True),
    Endpoint("conference", CONFERENCE, kinds.CONFERENCE.ref, "One conference"),
    Endpoint("sessions", f"{CONFERENCE}sessions/", kinds.SESSION.ref, "Its sessions, in order of time", True),
    Endpoint("session", f"{CONFERENCE}sessions/{{code}}/", kinds.SESSION.ref, "One session"),
    Endpoint("breaks", f"{CONFERENCE}breaks/", kinds.SLOT.ref, "Its breaks, in order of time", True),
    Endpoint("speakers", f"{CONFERENCE}speakers/", kinds.SPEAKER.ref, "Its speakers, by family name", True),
    Endpoint("speaker", f"{CONFERENCE}speakers/{{code}}/", kinds.SPEAKER.ref, "One speaker"),
    Endpoint("rooms", f"{CONFERENCE}rooms/", kinds.LISTED_ROOM.ref, "Its rooms, in the organisers' order", True),
    Endpoint("tracks", f"{CONFERENCE}tracks/", kinds.LISTED_TRACK.ref, "Its tracks, in the organisers' order", True),
    Endpoint(
        "organisations",
        f"{CONFERENCE}organisations/",
        kinds.LISTED_ORGANISATION.ref,
        "The organisations that hold its sessions or send its speakers",
        True,
    ),
]
PAGE = {
    "name": "page",
    "in": "query",
    "description": f"Which page of the list, from 1 on; each has {answers.PAGE_SIZE} entries. Better: follow `next`.",
    "schema": {"type": "integer", "minimum": 1, "default": 1},
}
IN_PATH = {"conference": "The conference, by the last part of its address.", "code": "The code of the row."}


def _object(about, **properties):
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _page_of(endpoint):
    return _object(
        f"{endpoint.about}: one page.",
        count=NUMBER,
        page={"type": "integer", "minimum": 1},
        pages={"type": "integer", "minimum": 1},
        next=or_null(URL),
        previous=or_null(URL),
        results=list_of(endpoint.schema),
    )


def schemas():
    own = {
        "Start": _object("Where to begin.", version={"const": 1}, conferences=URL, description=URL),
        "Error": _object("What went wrong, in a sentence.", status={"type": "integer"}, message=TEXTS),
    }
    return BASIC | own | {kind.name: kind.schema for kind in kinds.KINDS}


def _answer(about, schema):
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _error(status):
    return _answer(in_all_languages(SENTENCES[status])["en"], ref("Error"))


def _operation(endpoint):
    parameters = [
        {"name": name, "in": "path", "required": True, "description": about, "schema": STRING}
        for name, about in IN_PATH.items()
        if f"{{{name}}}" in endpoint.path
    ]
    answer = _answer(endpoint.about, _page_of(endpoint) if endpoint.is_list else endpoint.schema)
    if endpoint.is_list:
        parameters.append(PAGE)
        answer["headers"] = {
            "Link": {"description": 'The next page, if there is one: rel="next" (RFC 8288).', "schema": STRING}
        }
    statuses = [400, 404, 503] if parameters else [503]
    return {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": parameters,
        "responses": {
            "200": answer,
            "304": {"description": "What If-None-Match names is still so."},
            **{str(status): _error(status) for status in statuses},
        },
    }


def document():
    return {
        "openapi": "3.1.1",
        "info": {"title": "womconf", "version": "1", "description": ABOUT, "summary": "A conference's programme"},
        "servers": [{"url": settings.BASE_URL}],
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": schemas()},
    }
