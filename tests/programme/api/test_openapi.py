"""The description of the interface is a right OpenAPI document, and every answer is as it says."""

import json
import re

import pytest
from django.test import Client
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator

from programme.models import Session, Speaker
from tests.addresses import all_addresses
from tests.programme.api.conftest import V1, get

pytestmark = pytest.mark.django_db


def faults(value, schema, document):
    """Return what a validator that is not ours finds wrong with an answer."""
    whole = {"components": document["components"], "allOf": [schema]}
    found = OAS31Validator(whole, format_checker=oas31_format_checker).iter_errors(value)
    return [f"{error.json_path}: {error.message:.200}" for error in found]


@pytest.fixture
def document():
    response, document = get("openapi.json")
    assert response["Content-Type"] == "application/json"
    return document


def schema_of(document, path):
    answer = document["paths"][path]["get"]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]


def addresses(document):
    """Return every path of the description, and where it is in the conference."""
    codes = {"sessions": Session.objects.earliest("pk").code, "speakers": Speaker.objects.get(name="Aylin Öz").code}
    found = {}
    for path in document["paths"]:
        code = codes.get(path.split("/")[-3], "") if path.endswith("{code}/") else ""
        found[path] = path.format(conference="forum", code=code)
    return found


def test_every_answer_is_as_the_description_says(forum, document):
    found = {}
    for path, where in addresses(document).items():
        response, content = get(where)
        assert response.status_code == 200, where
        found[where] = faults(content, schema_of(document, path), document)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert len(found) == 12


def test_an_answer_that_says_more_or_less_would_be_found(forum, document):
    """The control."""
    path = "/api/v1/conferences/{conference}/sessions/{code}/"
    _response, session = get(addresses(document)[path])
    schema = schema_of(document, path)
    assert faults(session, schema, document) == []
    del session["title"]
    session["people"][0]["email"] = "aylin@privat.example"
    session["slots"][0]["starts_at"] = "2031-05-03T09:00:00"
    session["language"] = 7
    assert len(faults(session, schema, document)) >= 4


@pytest.mark.parametrize("where", ["nowhere/", "conferences/?page=0", "conferences/?page=7"])
def test_every_error_is_as_the_description_says(document, where):
    response, content = get(where)
    assert str(response.status_code) in document["paths"]["/api/v1/conferences/"]["get"]["responses"]
    assert faults(content, {"$ref": "#/components/schemas/Error"}, document) == []


def test_every_address_is_described_and_no_other(document):
    routes = {address.route for address in all_addresses() if address.route.startswith("api/v1/")}
    described = {re.sub(r"\{(\w+)\}", r"<slug:\1>", path).removeprefix("/") for path in document["paths"]}
    assert described == routes


def test_description_keeps_the_rules_of_openapi(document):
    """What the official schema cannot say: names once, parameters as in the path, references that lead somewhere."""
    operations = {path: item["get"] for path, item in document["paths"].items()}
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(ids) == len(set(ids))
    for path, operation in operations.items():
        named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path))
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert references == document["components"]["schemas"].keys()


def test_description_is_valid_for_a_validator_that_is_not_ours(document):
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    document["paths"]["/api/v1/"]["get"]["responses"]["oops"] = {}
    del document["info"]["title"]
    assert len(list(OpenAPIV31SpecValidator(document).iter_errors())) >= 2


def test_description_is_kept_for_every_site_alike(settings):
    settings.BASE_URL = "https://tagung.example"
    document = json.loads(Client().get(f"{V1}openapi.json").content)
    assert document["servers"] == [{"url": "https://tagung.example"}]
