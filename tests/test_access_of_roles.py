"""A role in one conference opens what it is for in this one, and nothing of another one, at whatever address."""

import re
from copy import deepcopy
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client

from programme.models import Conference, Membership, Role
from programme.roles import RIGHTS
from tests import access, access_of_roles, seed
from tests.addresses import all_addresses
from tests.factories import OrganiserFactory
from tests.test_access import answer, values
from womconf import rights
from womconf.in_hand import OfOneConferenceMixin, RowsOfConferencesMixin

pytestmark = pytest.mark.django_db

ADMIN = [address for address in all_addresses() if address.route.startswith("admin/")]


@pytest.fixture
def sides():
    seed.things_of_libraries()
    return seed.side("alpha"), seed.side("beta")


def member(*roles):
    """Return a user with these (conference, role) and no other right."""
    user = OrganiserFactory(is_superuser=False)
    for conference, role in roles:
        Membership.objects.create(conference=conference, user=user, role=role)
    return user


def query_of(address, conference):
    """Return a query by which a page of the admin is about a conference, where its path does not say so."""
    name = "conference"
    if model := re.fullmatch(r"admin/(\w+)/(\w+)/(?:edit/)?", address.route):
        model_admin = admin.site._registry.get(_model(*model.groups()))
        name = getattr(model_admin, "conference_parameter", name)
    return {name: conference.pk}


def _model(*label):
    try:
        return apps.get_model(*label)
    except LookupError:
        return None


def path_of(address, side, **query):
    row = access.TABLE[address.route]
    own = dict(pair.split("=") for pair in row.query.lstrip("?").split("&") if pair)
    return f"{address.path(values(address.route, row, side))}?{urlencode({**own, **query})}"


@pytest.mark.parametrize("role", access_of_roles.ROLES)
def test_addresses_answer_a_role_as_the_table_says(role, sides):
    """Although this person leads the other conference."""
    alpha, beta = sides
    browser = seed.browser_of(member((alpha.conference, role), (beta.conference, Role.LEAD)))
    found, expected = {}, {}
    for address in ADMIN:
        path = path_of(address, alpha, **query_of(address, alpha.conference))
        for method in ("GET", "POST"):
            found[method, address.route] = answer(browser, method, path)
            expected[method, address.route] = access.TABLE[address.route].expected(method, role)
    assert {key: (found[key], expected[key]) for key in found if found[key] != expected[key]} == {}


def test_a_role_is_nothing_outside_the_admin(sides):
    """What is no page of the admin answers the lead of a conference as it answers staff without any right."""
    browser = seed.browser_of(member((sides[0].conference, Role.LEAD)))
    found, expected = {}, {}
    for address in all_addresses():
        if address not in ADMIN:
            found[address.route] = answer(browser, "GET", path_of(address, sides[0]))
            expected[address.route] = access.TABLE[address.route].expected("GET", access.STAFF)
    assert {key: (found[key], expected[key]) for key in found if found[key] != expected[key]} == {}


# Another conference


def path_to_conference(model, steps=2):
    """Return the lookup that leads from the rows of a table to their conference, "" where none does."""
    if model is Conference:
        return "pk"
    leading = [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    if direct := next((field for field in leading if field.related_model is Conference), None):
        return direct.name
    for field in leading if steps else ():
        if field.related_model is not model and (further := path_to_conference(field.related_model, steps - 1)):
            return f"{field.name}__{further}"
    return ""


def fingerprints(side):
    """Return a digest of the rows of each table that belong to a conference."""
    parts, values = [], []
    for model in apps.get_models():
        if path := path_to_conference(model):
            keys, params = model._base_manager.filter(**{path: side.conference.pk}).values("pk").query.sql_with_params()
            parts.append(
                f"SELECT '{model._meta.label}', md5(string_agg(t::text, '|' ORDER BY t::text)) "  # noqa: S608
                f'FROM "{model._meta.db_table}" t WHERE "{model._meta.pk.column}" IN ({keys})'
            )
            values += params
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


def posts(address, here, other):
    """Yield (query, form) of what somebody could send to act on what is here while another conference is in hand."""
    queries = [query_of(address, side.conference) for side in (other, here)]
    for query in queries:
        for side in (other, here):
            yield query, {"conference": side.conference.pk, "what": "list", "key": "missing-address", "kept": "1"}
    model = re.fullmatch(r"admin/(\w+)/(\w+)/(<path:object_id>/change/)?", address.route)
    model_admin = model and admin.site._registry.get(_model(model[1], model[2]))
    if model_admin is None:
        return
    prefix, keys = "", list(model_admin.model._base_manager.values_list("pk", flat=True))
    if model[3]:
        prefix, keys = "CHANGE_FORM-", [values(address.route, access.TABLE[address.route], here)["object_id"]]
    for name in [*(model_admin.actions or []), "delete_selected"]:
        chosen = {f"{prefix}action": name, "_selected_action": keys, "select_across": "0", "index": "0"}
        sure = {"post": "yes", "sure": "True", "note": "x", "expected": "1", "kept": keys[0] if keys else ""}
        for query in queries:
            yield query, {**chosen, **sure}


def changed(user, here, other, addresses=ADMIN):
    """Send all of it, and yield (address, tables) of what was changed here."""
    browser, before = seed.browser_of(user), fingerprints(here)
    for address in addresses:
        with transaction.atomic():
            for query, form in posts(address, here, other):
                client = Client(raise_request_exception=False)
                client.cookies = deepcopy(browser.cookies)  # one of the addresses signs out
                client.post(path_of(address, here, **query), form)
            after = fingerprints(here)
            transaction.set_rollback(True)
        if after != before:
            yield address.route, sorted(label for label in after | before if after.get(label) != before.get(label))


@pytest.mark.parametrize("role", [None, Role.READER])
def test_the_lead_of_another_conference_changes_nothing_here(role, sides):
    """Whichever conference the query and the form name, and whatever is chosen in a list."""
    alpha, beta = sides
    roles = [(beta.conference, Role.LEAD), *([(alpha.conference, role)] if role else [])]
    assert list(changed(member(*roles), alpha, beta)) == []


LISTS = [f"admin/programme/{name}/" for name in ("session", "appearance", "speaker")]
PAGES = ["admin/registration/registration/<path:object_id>/change/", "admin/registration/attendee/"]


def test_the_lead_of_a_conference_changes_it_by_the_same_requests(sides):
    """The control: what is sent does act where it may."""
    some = [address for address in ADMIN if address.route in LISTS + PAGES]
    leading = member((sides[0].conference, Role.LEAD))
    assert {route for route, _tables in changed(leading, *sides, some)} == {*LISTS, *PAGES}


def test_without_the_scope_the_same_requests_change_another_conference(monkeypatch, sides):
    """The control of the scope: a role that held everywhere would be noticed."""
    alpha, beta = sides

    def anywhere(self, conference):
        return frozenset().union(*self.roles.values())

    monkeypatch.setattr(rights.Standing, "roles_in", anywhere)
    some = [address for address in ADMIN if address.route in LISTS]
    both = member((beta.conference, Role.LEAD), (alpha.conference, Role.READER))
    assert {route for route, _tables in changed(both, alpha, beta, some)} == set(LISTS)


def shown(user, here, other, addresses=ADMIN):
    """Return {(address, query): status} of pages with a word of what is here, whichever conference is asked for."""
    browser, found = Client(raise_request_exception=False), {}
    browser.force_login(user)
    for address in addresses:
        queries = [query_of(address, side.conference) for side in (other, here)]
        for query in [queries[1], {**queries[0], "of_conference": here.conference.pk, "session": here.session.pk}]:
            response = browser.get(path_of(address, here, **query))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if here.word.encode() in body or here.word in response.get("Location", ""):
                found[address.route, str(query)] = response.status_code
    return found


def test_the_lead_of_another_conference_sees_nothing_of_it(sides):
    alpha, beta = sides
    assert shown(member((beta.conference, Role.LEAD)), alpha, beta) == {}


def test_the_lead_of_a_conference_sees_it_at_the_same_addresses(sides):
    """The control: its words stand on these pages."""
    alpha, beta = sides
    some = [address for address in ADMIN if address.route.startswith("admin/programme/s")]
    assert len(shown(member((alpha.conference, Role.LEAD)), alpha, beta, some)) > 20


def test_what_is_of_a_conference_is_not_there_for_those_who_have_no_part_in_it(sides):
    alpha, beta = sides
    browser, found = seed.browser_of(member((beta.conference, Role.LEAD))), {}
    for address in ADMIN:
        if re.match(r"admin/programme/conference/<path:object_id>/(?!change|delete|history|$)", address.route):
            for method in ("GET", "POST"):
                found[method, address.route] = answer(browser, method, path_of(address, alpha))
    assert set(found.values()) == {404, 405}
    assert len(found) > 20


# The table of rights


def test_every_right_of_the_admin_is_decided_for_every_role():
    """What a role gives is what the table says of each model of the admin, and of its own doors; nothing else."""
    of_doors = {right for given in RIGHTS.values() for right in given if not _is_of_model(right)}
    assert of_doors == {
        "programme.change_membership",
        "programme.keep_views",
        "registration.mark_registration",
        "registration.view_figures",
    }
    for role in Role:
        models = access_of_roles.ROLE_MODELS[role.value]
        expected = {
            f"{model.split('/')[0]}.{word}_{model.split('/')[1]}"
            for model, words in models.items()
            for word in ["view", *words.split()]
        }
        if role in {Role.LEAD, Role.REGISTRATIONS}:
            expected.add("registration.delete_attendee")  # to delete all of somebody, by an action of its own
        if role == Role.HELPER:
            expected = set()  # sees the list by a door of its own
        assert RIGHTS[role] - of_doors == expected, role


def _is_of_model(right):
    app, codename = right.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename).exists()


def test_every_row_of_a_conference_is_scoped():
    """A model of the admin belongs to conferences, and its pages know it, or it is for the whole installation."""
    for model, model_admin in admin.site._registry.items():
        is_scoped = isinstance(model_admin, RowsOfConferencesMixin)
        label = f"{model._meta.app_label}/{model._meta.model_name}"
        assert is_scoped == (label not in access.OF_NO_CONFERENCE - {"programme/conference"}), label
        if is_scoped and model is not Conference:
            assert isinstance(model_admin, OfOneConferenceMixin)
