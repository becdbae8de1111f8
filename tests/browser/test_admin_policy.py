"""The admin under the content security policy: the `page` fixture fails each test at the first breach of it."""

from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from registration.models import AccessNeeds
from tests import seed
from tests.factories import OrganiserFactory
from tests.test_access import OF_A_SUPERUSER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alpha():
    return seed.side("alpha")


@pytest.fixture
def organiser_page(page, live_server, alpha):
    """A page of somebody who is signed in; anything that the server does not find, or answers badly, is noted."""
    organiser = OrganiserFactory()
    organiser.groups.add(Group.objects.get_or_create(name=AccessNeeds.ROLE)[0])
    cookie = seed.browser_of(organiser).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.bad_answers = []
    page.on("response", lambda got: page.bad_answers.append((got.status, got.url)) if got.status >= 400 else None)
    hosts = set()
    page.on("request", lambda sent: hosts.add(urlsplit(sent.url).netloc))
    yield page
    assert page.bad_answers == []
    assert hosts <= {urlsplit(live_server.url).netloc}


@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.soak)])
def test_every_page_of_the_admin_keeps_to_the_policy(organiser_page, live_server, alpha, prefix):
    paths = [reverse("admin:index"), reverse("admin:programme_import"), "/admin/programme/"]
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths.append(reverse(f"{name}_changelist"))
        if model._meta.app_label in {"programme", "registration", "mail"}:
            pk = model_admin.get_queryset(OF_A_SUPERUSER).earliest("pk").pk
            paths += [reverse(f"{name}_change", args=[pk]), reverse(f"{name}_history", args=[pk])]
    paths += [reverse(f"admin:programme_{model}_add") for model in ("conference", "session", "speaker", "slot")]
    of_conference = ("programme_publish", "programme_preview", "programme_untold", "programme_timetable")
    paths += [reverse(f"admin:{name}", args=[alpha.conference.pk]) for name in of_conference]
    paths += [reverse("admin:registration_check_rules"), reverse("admin:programme_session_edit_list")]
    slot = (alpha.conference.pk, f"slot-{alpha.session.slots.get().pk}")
    paths += [reverse("admin:programme_timetable_slot", args=slot)]
    paths += [reverse("admin:programme_room_delete", args=[alpha.objects[1].pk]), reverse("admin:auth_user_add")]
    for path in paths:
        organiser_page.goto(live_server.url + prefix + path)
        assert organiser_page.locator("h1").first.is_visible()


def test_tools_of_the_admin_work_under_the_policy(organiser_page, live_server, alpha):
    """Autocompletion, calendars, another row, what is folded: all of it is script of files."""
    page = organiser_page
    page.goto(live_server.url + reverse("admin:programme_session_change", args=[alpha.session.pk]))
    page.locator("summary", has_text="Angaben").click()
    page.locator(".fieldBox.field-host .select2-selection").click()
    page.locator(".select2-search__field").fill("Verein")
    page.locator(".select2-results__option", has_text="Verein alpha").click()
    page.locator("#calendarlink0").click()
    page.locator("#calendarbox0").wait_for(state="visible")
    page.keyboard.press("Escape")
    rows = page.locator("#slots-group .dynamic-slots").count()
    page.locator("#slots-group .add-row a").click()
    assert page.locator("#slots-group .dynamic-slots").count() == rows + 1


def test_popups_of_the_admin_work_under_the_policy(organiser_page, live_server, alpha):
    page = organiser_page
    page.goto(live_server.url + reverse("admin:programme_session_change", args=[alpha.session.pk]))
    page.locator("summary", has_text="Angaben").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_host").click()
    popup = opened.value
    popup.locator("#id_name").fill("Volkshochschule")
    with popup.expect_event("close"):
        popup.locator("input[name=_save]").click()
    page.locator(".fieldBox.field-host .select2-selection__rendered", has_text="Volkshochschule").wait_for()


def test_an_action_on_chosen_rows_works_under_the_policy(organiser_page, live_server, alpha):
    page = organiser_page
    page.goto(live_server.url + reverse("admin:programme_session_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("announce")
    page.locator("button[name=index]").click()
    page.locator(".ask-first [type=submit]").click()
    page.locator(".messagelist").wait_for()
