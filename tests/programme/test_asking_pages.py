"""Pages on which speakers are asked, reminded, or no longer asked."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from programme import actions
from programme.models import Appearance, Speaker
from tests.browsers import said
from tests.factories import AppearanceFactory, SlotFactory
from tests.mail.writing import work
from tests.test_rights import staff
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]
CHOSEN = "_selected_action"


@pytest.fixture
def session():
    return SlotFactory(session__abstract={"de": "Text"}).session


def act(client, name, *rows, **typed):
    page = reverse(f"admin:programme_{rows[0]._meta.model_name}_changelist")
    return client.post(page, {"action": name, CHOSEN: [row.pk for row in rows], **typed}, follow=True)


def noted(session, **kwargs):
    """Somebody of whom a text says that they have agreed."""
    appearance = AppearanceFactory(session=session, status="requested", **kwargs)
    return actions.record_answer(appearance, status="confirmed", note="Aus dem Text.")


def test_whoever_agreed_as_a_text_says_is_asked_to_confirm_from_both_lists(client, session):
    one, other = noted(session), noted(session)
    for row, appearance in ((one, one), (other.speaker, other)):
        page = act(client, "ask", row)
        assert "1 E-Mail geht hinaus" in page.text
        assert f"{appearance.speaker}. Bis" in page.text
        act(client, "ask", row, sure="True", words="", answer_by="")
        appearance.refresh_from_db()
        assert appearance.status == "requested"
    assert Message.objects.filter(kind="ask-speaker").count() == 2


def test_page_leads_to_where_the_answer_of_somebody_without_an_address_is_noted(client, session):
    appearance = AppearanceFactory(session=session, status="requested", speaker__email="")
    page = html.fromstring(act(client, "ask", appearance).text)
    [link] = [each.get("href") for each in page.iter("a") if each.text == "Telefonische Antworten eintragen"]
    listed = client.get(link)
    assert str(appearance.speaker) in listed.text
    assert "Zugesagt: stellvertretend eintragen" in listed.text


def test_nobody_is_asked_for_an_answer_after_their_session(client, session):
    appearance = AppearanceFactory(session=session, status="requested")
    begins = session.main_slot.starts_at.astimezone(session.conference.zone).date()
    late = begins + datetime.timedelta(days=1)
    page = act(client, "ask", appearance, sure="True", words="", answer_by=late.isoformat())
    assert "findet vor diesem Tag statt" in page.text
    assert not Message.objects.exists()
    act(client, "ask", appearance, sure="True", words="", answer_by=begins.isoformat())
    assert Message.objects.count() == 1


@pytest.mark.parametrize("typed", [{}, {"sure": "True", "words": "", "answer_by": ""}])
def test_where_nobody_is_asked_the_page_says_why_and_has_no_button(client, session, organiser, typed):
    agreed = AppearanceFactory(session=session)
    just_now = AppearanceFactory(session=session, status="requested")
    actions.request_speaker(just_now, by=organiser)
    cancelled = AppearanceFactory(session__conference=session.conference, session__status="cancelled")
    sent = Message.objects.count()
    for rows in ([agreed], [just_now], [cancelled], [agreed.speaker], [agreed, just_now]):
        page = act(client, "ask", *rows, **typed)
        assert "Es geht keine E-Mail hinaus" in page.context["explanation"]
        assert not page.context["can_act"]
        assert '<input type="submit"' not in page.text.partition('class="ask-first"')[2]
        assert page.context["mails"] == []
    assert Message.objects.count() == sent


def test_number_of_mails_is_that_of_those_who_are_written_to(client, session, organiser):
    rows = [AppearanceFactory(session=session), AppearanceFactory(session=session, status="requested")]
    assert "1 E-Mail geht hinaus" in act(client, "ask", *rows).text


@pytest.fixture
def twice(session):
    """One person who speaks on two dates of one title."""
    starts_at = session.main_slot.starts_at + datetime.timedelta(days=1)
    facts = {"session__conference": session.conference, "session__title": session.title}
    again = SlotFactory(starts_at=starts_at, ends_at=None, **facts).session
    one = AppearanceFactory(session=session, status="requested")
    return [one, AppearanceFactory(session=again, speaker=one.speaker, status="requested")]


def when(session):
    begin = session.main_slot.starts_at.astimezone(session.conference.zone)
    return f"{begin:%d.%m.%Y %H:%M}"


def pages_that_ask(client, rows):
    """Return the three doors to one act: [(its page, what presses its button)]."""
    all_at_once = reverse("admin:programme_ask_all", args=[rows[0].session.conference_id])
    typed = {"sure": "True", "words": "", "answer_by": ""}
    return [
        (act(client, "ask", *rows), lambda: act(client, "ask", *rows, **typed)),
        (act(client, "ask", rows[0].speaker), lambda: act(client, "ask", rows[0].speaker, **typed)),
        (
            client.get(all_at_once),
            lambda: client.post(all_at_once, {CHOSEN: [row.pk for row in rows], **typed}, follow=True),
        ),
    ]


@pytest.mark.parametrize("door", range(3), ids=["requests", "speakers", "all"])
def test_number_of_mails_is_that_of_people_and_one_each_goes_out(client, twice, door):
    alone = AppearanceFactory(session=twice[0].session, status="requested")
    rows = [*twice, alone] if door != 1 else twice
    page, press = pages_that_ask(client, rows)[door]
    people = len({row.speaker_id for row in rows})
    words = {1: "1 E-Mail geht hinaus, für 2 Anfragen.", 2: "2 E-Mails gehen hinaus, eine je Person, für 3 Anfragen."}
    assert words[people] in page.text
    assert [f"1. {twice[0].session.title}" in mail.text for mail in page.context["mails"]] == [True, False][:people]
    answer = press()
    assert said(answer) == [{1: "1 E-Mail ist unterwegs.", 2: "2 E-Mails sind unterwegs."}[people]]
    assert Message.objects.filter(kind="ask-speaker").count() == people
    assert not Appearance.objects.filter(pk__in=[row.pk for row in rows], asked_at=None).exists()


def test_sample_for_several_is_the_mail_that_goes_out(client, twice):
    [sample] = act(client, "ask", *twice).context["mails"]
    act(client, "ask", *twice, sure="True", words="", answer_by="")
    work()
    sent = Message.objects.get()
    assert (sample.kind, sample.subject) == (sent.kind, sent.subject)
    assert sample.text.partition("http")[0].split()[:60] == sent.text.partition("http")[0].split()[:60]


def test_one_who_is_left_out_is_not_in_the_mail(client, twice):
    page = reverse("admin:programme_ask_all", args=[twice[0].session.conference_id])
    client.post(page, {"sure": "True", CHOSEN: [twice[1].pk]})
    assert [each["appearance"] for each in Message.objects.values_list("facts", flat=True)] == [twice[1].pk]


def test_two_dates_of_one_title_are_told_apart_before_the_act(client, twice):
    for page, _press in pages_that_ask(client, twice)[::2]:
        names = [" ".join(each.text_content().split()) for each in html.fromstring(page.text).xpath("//form//li")]
        assert names == [f"{each.speaker} – {each.session}, {when(each.session)}" for each in twice]


def test_page_says_what_follows_where_no_day_is_named(client, session):
    page = act(client, "ask", AppearanceFactory(session=session, status="requested"))
    assert "Ganz ohne Tag wird niemand von selbst erinnert" in page.text


# The list


def rows_of(client, conference, **query):
    page = client.get("/admin/programme/appearance/", {"session__conference__id__exact": conference.pk, **query})
    return html.fromstring(page.text).xpath("//table[@id='result_list']/tbody/tr")


def cell(row, name):
    [found] = [cell for cell in row if f"field-{name}" in cell.get("class").split()]
    return found


def test_list_tells_two_dates_of_one_title_apart_and_leads_to_each(client, twice):
    for row, appearance in zip(rows_of(client, twice[0].session.conference), twice, strict=True):
        [link] = cell(row, "in_session").iter("a")
        assert link.text_content() == f"{appearance.session}, {when(appearance.session)}"
        assert link.get("href") == reverse("admin:programme_session_change", args=[appearance.session_id])


def test_list_leads_nowhere_for_whoever_may_not_go_there(session):
    AppearanceFactory(session=session, status="declined", status_note="krank")
    client = Client()
    client.force_login(staff("programme.view_appearance"))
    [row] = rows_of(client, session.conference)
    assert [link.get("href") for name in ("in_session", "said") for link in cell(row, name).iter("a")] == []
    assert [str(session) in row.text_content(), "krank" in row.text_content()] == [True, True]


def test_list_asks_for_a_replacement_until_there_is_one(client, session):
    AppearanceFactory(session=session, status="declined", status_note="krank")
    [row] = rows_of(client, session.conference)
    assert cell(row, "said").text_content() == "krank Ersatz eintragen …"
    AppearanceFactory(session=session, status="requested")
    assert [cell(row, "said").text_content() for row in rows_of(client, session.conference)] == [
        "–",
        "krank",
    ]


def test_list_says_moments_short_and_in_the_zone_of_the_conference(client, session):
    type(session.conference).objects.update(time_zone="America/New_York")
    asked_at = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)
    AppearanceFactory(session=session, status="requested", asked_at=asked_at)
    Appearance.objects.update(status_at=asked_at, answer_by=datetime.date(2027, 4, 5))
    [row] = rows_of(client, session.conference)
    shown = [cell(row, name).text_content() for name in ("since", "asked", "until")]
    assert shown == ["28.02.2027 21:00", "28.02.2027 21:00", "05.04.2027"]


def test_list_takes_as_many_statements_for_many_as_for_one(client, session):
    AppearanceFactory(session=session, status="declined")
    with CaptureQueriesContext(connection) as one:
        rows_of(client, session.conference)
    for _number in range(9):
        SlotFactory(session=AppearanceFactory(status="requested", session__conference=session.conference).session)
    with CaptureQueriesContext(connection) as many:
        assert len(rows_of(client, session.conference)) == 10
    assert len(many) == len(one)


def test_button_of_the_start_page_and_the_list_have_one_name(client, session):
    start = client.get(reverse("admin:index"), {"conference": session.conference_id}).text
    page = client.get("/admin/programme/appearance/").text
    assert "Mitwirkungen</a>" in start
    assert "Mitwirkungen" in html.fromstring(page).xpath("//ol[@class='breadcrumbs']")[0].text_content()
    assert "Anfragen an Referent:innen" not in start


def test_page_names_whoever_declined_and_would_be_asked_once_more(client, session):
    appearance = AppearanceFactory(session=session, status="declined")
    assert f"noch einmal gefragt: {appearance.speaker}." in act(client, "ask", appearance).context["explanation"]


def test_page_shows_the_mail_once_in_each_language(client, session):
    for language in ("de", "en", "en"):
        AppearanceFactory(session=session, status="requested", speaker__language=language)
    pages = [
        act(client, "ask", *Appearance.objects.all()),
        act(client, "ask", *Speaker.objects.all()),
        client.get(reverse("admin:programme_ask_all", args=[session.conference_id])),
    ]
    for page in pages:
        assert [mail.language for mail in page.context["mails"]] == ["de", "en"]
        assert all(str(session.title.localize(mail.language)) in mail.text for mail in page.context["mails"])
    assert not Message.objects.exists()


def test_nobody_is_withdrawn_before_it_is_confirmed(client, session):
    agreed = AppearanceFactory(session=session)
    page = act(client, "withdraw", agreed)
    assert "1 davon hat zugesagt." in page.context["explanation"]
    agreed.refresh_from_db()
    assert agreed.status == "confirmed"
    assert said(act(client, "withdraw", agreed, sure="True")) == ["1 Anfrage ist zurückgezogen."]
    agreed.refresh_from_db()
    assert agreed.status == "withdrawn"
