"""Organisers and what speakers hand in: the page of a proposed text, lists, filters, and the first page."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from programme import actions
from programme.models import Appearance, Proposal, Session
from tests.browsers import form_data, said
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    ConsentFactory,
    OrganiserFactory,
    ProposalFactory,
    SessionFactory,
)
from tests.mail.writing import written
from tests.visitor import Visitor
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def proposal():
    session = SessionFactory(abstract={"de": "Eine alte Geschichte", "en": "An old story"}, title={"de": "Amt"})
    return ProposalFactory(session=session, text="Eine neue Geschichte", base="Eine alte Geschichte")


def page_of(proposal):
    return f"/admin/programme/proposal/{proposal.pk}/change/"


def decide(client, proposal, button, typed=None, **more):
    """Press a button of the page as it is now, or as it was (`typed`)."""
    typed = typed or form_data(client.get(page_of(proposal)).text)
    typed = {name: value for name, value in typed.items() if name not in {"accept", "decline"}}
    return client.post(page_of(proposal), typed | {button: "1"} | more)


def test_page_shows_the_difference_to_eyes_and_ears(anna, proposal):
    page = anna.get(page_of(proposal)).text
    diff = re.search(r'<div class="diff".*?</div>', page, re.DOTALL)[0]
    assert re.sub(r"<[^>]+>", "", diff) == ("Eine fiele weg: alte  (Ende)käme neu dazu: neue  (Ende)Geschichte")
    assert ('lang="de"' in diff, diff.count("<del>"), diff.count("<ins>")) == (True, 1, 1)
    assert "wurde seitdem geändert" not in page


def test_organiser_takes_a_text_over(anna, proposal):
    response = decide(anna, proposal, "accept")
    assert (response.status_code, response["Location"]) == (302, "/admin/programme/proposal/")
    assert Session.objects.get().abstract.data == {"de": "Eine neue Geschichte", "en": "An old story"}
    assert written().kind == "speaker-text"
    assert "Übernommen: anna" in anna.get(page_of(proposal)).text


def test_after_one_text_the_next_one_is_shown(anna, proposal):
    other = ProposalFactory(session=proposal.session, speaker=proposal.speaker, language="en")
    elsewhere = ProposalFactory()
    response = decide(anna, proposal, "accept", text="Eine neuere Geschichte")
    assert response["Location"] == page_of(other)
    assert Session.objects.get(pk=proposal.session_id).abstract.data["de"] == "Eine neuere Geschichte"
    assert Proposal.objects.get(pk=proposal.pk).is_edited
    assert Proposal.objects.get(pk=elsewhere.pk).is_waiting


def test_declining_needs_a_sentence_to_the_speaker(anna, proposal):
    response = decide(anna, proposal, "decline")
    assert (response.status_code, "Bitte schreiben Sie der Person einen Satz dazu." in response.text) == (200, True)
    assert decide(anna, proposal, "decline", reason="Bitte kürzer.").status_code == 302
    assert str(Session.objects.get().abstract) == "Eine alte Geschichte"
    assert "Wir haben es nicht übernommen. Bitte kürzer." in written().text


def test_second_organiser_is_told_that_it_is_decided(anna, bernd, proposal):
    typed = form_data(bernd.get(page_of(proposal)).text)
    decide(anna, proposal, "accept")
    response = decide(bernd, proposal, "decline", typed, text="Meine Fassung", reason="Zu lang.")
    assert (response.status_code, said(response)) == (
        200,
        ["Über diesen Text wurde schon entschieden. Es wurde nichts geändert."],
    )
    assert (Proposal.objects.get().status, "Meine Fassung" in response.text) == ("accepted", True)


def test_text_that_was_changed_meanwhile_is_compared_anew_and_the_page_says_so(anna, proposal):
    typed = form_data(anna.get(page_of(proposal)).text)
    Session.objects.update(abstract={"de": "Eine ganz andere Geschichte"})
    response = decide(anna, proposal, "accept", typed, text="Meine Fassung", reason="Fast.")
    assert [sentence[:35] for sentence in said(response)] == ["Der Text oder der Vorschlag wurde g"]
    assert "wurde seitdem geändert" in response.text
    assert "ganz andere" in re.search(r"<del>.*?</del>", response.text, re.DOTALL)[0]
    assert str(Session.objects.get().abstract) == "Eine ganz andere Geschichte"
    assert ("Meine Fassung</textarea>" in response.text, "Fast.</textarea>" in response.text) == (True, True)
    assert decide(anna, proposal, "accept", form_data(response.text)).status_code == 302
    assert str(Session.objects.get().abstract) == "Meine Fassung"


def test_text_that_the_speaker_has_changed_meanwhile_is_offered_anew(anna, proposal):
    typed = form_data(anna.get(page_of(proposal)).text)
    actions.propose_texts(proposal.speaker, proposal.session, {("abstract", "de"): "Eine neueste Geschichte"})
    response = decide(anna, proposal, "accept", typed)
    assert (response.status_code, "Eine neueste Geschichte</textarea>" in response.text) == (200, True)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("abstract", "x" * 20_001),
        ("abstract", "turned \u202e"),
        ("materials", "Zeile\nZeile"),
        ("materials_url", "javascript:alert(1)"),
        ("materials_url", "https://example.org/" + "x" * 500),
    ],
    ids=["long", "turned", "two lines", "script", "long link"],
)
def test_words_of_an_organiser_are_refused_where_the_session_would_refuse_them(anna, field, text):
    proposal = ProposalFactory(field=field, text="https://example.org/")
    response = decide(anna, proposal, "accept", text=text)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["text"])
    assert Proposal.objects.get().is_waiting


def test_only_who_may_change_sessions_decides(proposal):
    client = Visitor()
    user = OrganiserFactory(is_superuser=False)
    for right in ("view_proposal", "change_proposal"):
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    page = client.get(page_of(proposal))
    assert (page.status_code, "Diesen Text übernehmen" in page.text, "<ins>" in page.text) == (200, False, True)
    assert client.post(page_of(proposal), {"accept": "1", "shown": proposal.digest}).status_code == 403
    assert Proposal.objects.get().is_waiting


# Asking


def act(client, action, *chosen, **data):
    keys = [appearance.pk for appearance in chosen]
    sent = {"action": action, "_selected_action": keys, **data}
    return client.post("/admin/programme/appearance/", sent, follow=True)


def test_organiser_adds_a_day_and_two_sentences(anna):
    appearance = AppearanceFactory(
        status="requested",
        session__conference__asks_name="Anna Amt",
        session__conference__asks_contact="0361 12345",
    )
    day = timezone.localdate() + 10 * DAY
    act(anna, "ask", appearance, sure="True", words="Gerade Sie.\r\nBitte!", answer_by=day.isoformat())
    appearance.refresh_from_db()
    assert (appearance.asking_words, appearance.answer_by) == ("Gerade Sie.\nBitte!", day)
    text = written().text
    assert "\nGerade Sie.\nBitte!\n" in text
    assert "\nIhre Ansprechperson: Anna Amt, 0361 12345\n" in text
    assert "So erreichen Sie uns" not in text


def test_page_offers_what_was_said_before_and_several_keep_their_own(anna):
    first = AppearanceFactory(status="requested", asking_words="Zur Ersten.")
    second = AppearanceFactory(
        session__conference=first.session.conference, status="requested", asking_words="Zum Zweiten."
    )
    assert "Zur Ersten.</textarea>" in act(anna, "ask", first).text
    act(anna, "ask", first, second, sure="True", words="", answer_by="")
    assert set(Appearance.objects.values_list("asking_words", flat=True)) == {"Zur Ersten.", "Zum Zweiten."}
    Appearance.objects.update(asked_at=None)
    act(anna, "ask", first, sure="True", words="", answer_by="")
    assert set(Appearance.objects.values_list("asking_words", flat=True)) == {"", "Zum Zweiten."}


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "x" * 401},
        {"words": "Liebe {name}"},
        {"words": "turned \u202e"},
        {"answer_by": "2020-01-01"},
        {"answer_by": "gestern"},
    ],
)
def test_what_cannot_be_sent_is_an_error_and_nobody_is_asked(anna, wrong):
    appearance = AppearanceFactory(status="requested")
    assert 'class="errorlist"' in act(anna, "ask", appearance, sure="True", **wrong).text
    assert not Message.objects.exists()


def test_conference_takes_days_for_reminders_in_any_order(anna):
    conference = ConferenceFactory()
    page = f"/admin/programme/conference/{conference.pk}/change/"
    for typed, stored in [("2, 14,2", [14, 2]), ("7;2", [7, 2]), ("", [])]:
        response = anna.post(page, form_data(anna.get(page).text) | {"answer_reminders": typed, "_save": "1"})
        conference.refresh_from_db()
        assert (response.status_code, conference.answer_reminders) == (302, stored)
    for typed in ("0", "-1", "61", "99999", "morgen", "1,2,3,4,5,6"):
        response = anna.post(page, form_data(anna.get(page).text) | {"answer_reminders": typed, "_save": "1"})
        words = "Bitte Tage von 1 bis 60 angeben, höchstens 5, durch Kommas getrennt: 7, 2"
        assert response.context["adminform"].form.errors == {"answer_reminders": [words]}
        assert typed in response.text


def test_whoever_was_asked_a_moment_ago_is_named_before_anything_is_typed(anna):
    session = SessionFactory()
    first, second = AppearanceFactory.create_batch(2, session=session, status="requested")
    actions.request_speaker(first, by=OrganiserFactory())
    page = act(anna, "ask", first, second).text
    assert f"Vor weniger als einer Stunde angefragt, darum jetzt nicht noch einmal: {first.speaker}." in page
    assert "1 E-Mail geht hinaus." in page


def test_whoever_was_asked_a_moment_ago_alone_is_not_asked_and_nothing_typed_is_lost(anna):
    """Also in a page that was opened before another organiser asked."""
    asked = AppearanceFactory(status="requested")
    actions.request_speaker(asked, by=OrganiserFactory())
    assert f"darum jetzt nicht noch einmal: {asked.speaker}." in act(anna, "ask", asked).text
    page = act(anna, "ask", asked, sure="True", words="Gerade Sie!").text
    assert "Gerade Sie!</textarea>" in page
    assert f"darum jetzt nicht noch einmal: {asked.speaker}." in page
    assert Message.objects.count() == 1


# Lists and the first page


def names(client, path):
    return [str(row) for row in client.get(path).context["cl"].queryset]


def test_list_of_requests_shows_the_wish_beside_the_person(anna):
    wishing = AppearanceFactory(status="requested")
    late = AppearanceFactory(
        session__conference=wishing.session.conference,
        status="requested",
        answer_by=timezone.localdate() - DAY,
    )
    actions.ask_for_another_time(wishing, when="Dienstag ab 14 Uhr")
    Appearance.objects.filter(pk=wishing.pk).update(answer_by=timezone.localdate() - DAY)
    assert names(anna, "/admin/programme/appearance/?request=other_time") == [str(wishing)]
    assert names(anna, "/admin/programme/appearance/?request=late") == [str(late)]
    for path in (
        "/admin/programme/appearance/",
        f"/admin/programme/session/{wishing.session_id}/change/",
        f"/admin/programme/speaker/{wishing.speaker_id}/change/",
    ):
        assert "Dienstag ab 14 Uhr" in anna.get(path).text


def test_list_of_speakers_is_narrowed_to_who_may_not_be_recorded(anna):
    agreed = ConsentFactory(kind="recording").speaker
    other = ConsentFactory(speaker__conference=agreed.conference, kind="photo").speaker
    assert names(anna, "/admin/programme/speaker/?consent=recording") == [str(agreed)]
    assert names(anna, "/admin/programme/speaker/?consent=no-recording") == [str(other)]
    assert "Aufzeichnung: erteilt am" in anna.get(f"/admin/programme/speaker/{agreed.pk}/change/").text


def test_first_page_names_who_is_overdue_who_wishes_and_how_many_texts_wait(anna, proposal):
    conference = proposal.session.conference
    assert "1 vorgeschlagener Text wartet." in anna.get("/admin/").text
    late = AppearanceFactory(
        session__conference=conference,
        status="requested",
        speaker__name="Lara Spät",
        answer_by=timezone.localdate() - DAY,
    )
    wishing = AppearanceFactory(session__conference=conference, status="requested", speaker__name="Wim Wunsch")
    actions.ask_for_another_time(wishing, when="Dienstag")
    page = anna.get("/admin/").text
    assert "1 Antwort einer Referent:in ist überfällig." in page
    assert "1 Referent:in bittet um einen anderen Termin." in page
    assert ("Lara Spät</a>" in page, "Wim Wunsch</a>" in page) == (True, True)
    for address in re.findall(r'class="button" href="(/admin/programme/(?:appearance|proposal)/\?[^"]+)"', page):
        assert len(anna.get(address.replace("&amp;", "&")).context["cl"].queryset) == 1
    actions.cancel_session(late.session)
    actions.confirm_appearance(wishing)
    actions.cancel_session(proposal.session)
    page = anna.get("/admin/").text
    for words in ("überfällig", "anderen Termin", "wartet"):
        assert words not in page


def test_first_page_is_silent_about_what_is_over_and_to_who_may_not_see_it(anna, proposal):
    staff = Visitor()
    staff.force_login(OrganiserFactory(is_superuser=False))
    assert "wartet" not in staff.get("/admin/").text
    day = timezone.localdate() - 10 * DAY
    type(proposal.session.conference).objects.update(starts_on=day, ends_on=day, created_at=timezone.now() - 90 * DAY)
    assert "wartet" not in anna.get("/admin/").text
