import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from registration.models import Question, Registration
from tests.factories import (
    AnswerFactory,
    AttendeeFactory,
    ConferenceFactory,
    OptionFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SubmissionFactory,
)
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


def act(client, name, action, chosen, **data):
    page = reverse(f"admin:registration_{name}_changelist")
    return client.post(page, {"action": action, "_selected_action": [chosen.pk], **data}, follow=True)


def mails():
    return [(mail.kind, mail.to) for mail in Message.objects.order_by("pk")]


def test_cancelling_asks_first_then_gives_the_place_to_the_waiting_list(client, organiser):
    session = SlotFactory(session=SessionFactory(capacity=1)).session
    holder = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    response = act(client, "registration", "cancel", holder)
    assert str(holder) in response.content.decode()
    holder.refresh_from_db()
    assert holder.status == "confirmed"
    act(client, "registration", "cancel", holder, sure="True")
    for registration in (holder, waiting):
        registration.refresh_from_db()
    assert (holder.status, holder.status_by, waiting.status) == ("cancelled", organiser, "confirmed")
    assert sorted(mails()) == sorted([("cancelled", holder.attendee.email), ("moved-up", waiting.attendee.email)])


def test_cancelling_everything_of_a_person_leaves_nothing(client, organiser):
    attendee = AttendeeFactory()
    for _session in range(2):
        RegistrationFactory(attendee=attendee, session__conference=attendee.conference)
    act(client, "attendee", "cancel_all", attendee, sure="True")
    assert not attendee.registrations.live().exists()
    assert mails() == [("cancelled", attendee.email)]


def test_cancelling_from_the_page_of_one_registration(client, organiser):
    registration = RegistrationFactory()
    page = reverse("admin:registration_registration_change", args=[registration.pk])
    chosen = {"CHANGE_FORM-action": "cancel", "_selected_action": registration.pk}
    assert client.post(page, chosen).status_code == 200
    assert client.post(page, {**chosen, "sure": "True"}).status_code == 302
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_page_of_a_registration_tells_its_history(client, organiser):
    holder = RegistrationFactory(session__title="Offene Türen")
    act(client, "registration", "cancel", holder, sure="True")
    page = client.get(reverse("admin:registration_registration_change", args=[holder.pk])).content.decode()
    first, second = Registration.Status.CONFIRMED.label, Registration.Status.CANCELLED.label
    assert re.findall(r"<p>[^<]* · Offene Türen · ([^<]+)</p>", page) == [str(first), f"{second} · {organiser}"]


def test_status_cannot_be_typed(client, organiser):
    registration = RegistrationFactory()
    page = reverse("admin:registration_registration_change", args=[registration.pk])
    client.post(page, {"status": "cancelled", "session": SessionFactory().pk})
    again = type(registration).objects.get(pk=registration.pk)
    assert (again.status, again.session_id) == ("confirmed", registration.session_id)


def test_corrected_name_does_not_stay_behind_in_the_log(client, organiser):
    attendee = AttendeeFactory(name="Erika Mustre")
    page = reverse("admin:registration_attendee_change", args=[attendee.pk])
    form = {"name": "Erika Muster", "organisation": "", "language": "de"}
    form |= {"registrations-TOTAL_FORMS": "0", "registrations-INITIAL_FORMS": "0"}
    assert client.post(page, form).status_code == 302
    attendee.refresh_from_db()
    assert attendee.name == "Erika Muster"
    entry = LogEntry.objects.get()
    assert "Erika" not in entry.object_repr + entry.change_message


@pytest.mark.parametrize("needle", ["Öffnung", "افتتاح", "erika@example", "Muster"])
def test_search_finds_registrations_by_person_and_session(client, organiser, needle):
    found = RegistrationFactory(
        session__title={"de": "Die Öffnung", "ar": "افتتاح"},
        attendee__name="Erika Muster",
        attendee__email="erika@example.org",
    )
    RegistrationFactory(session__conference=found.session.conference)
    response = client.get(reverse("admin:registration_registration_changelist"), {"q": needle})
    assert list(response.context["cl"].queryset) == [found]


def test_filter_offers_the_sessions_of_one_conference(client, organiser):
    mine, other = RegistrationFactory(), RegistrationFactory()
    page = reverse("admin:registration_registration_changelist")
    conference = {"session__conference__id__exact": mine.session.conference_id}
    html = client.get(page, conference).content.decode()
    assert f"session={mine.session_id}" in html
    assert f"session={other.session_id}" not in html
    response = client.get(page, {**conference, "session": mine.session_id})
    assert list(response.context["cl"].queryset) == [mine]


@pytest.mark.parametrize("name", ["registration", "attendee"])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_three(
    client, organiser, name, django_assert_num_queries, django_assert_max_num_queries
):
    conference = SessionFactory().conference
    page = reverse(f"admin:registration_{name}_changelist")
    RegistrationFactory.create_batch(3, session__conference=conference)
    with django_assert_max_num_queries(40) as few:
        client.get(page)
    RegistrationFactory.create_batch(27, session__conference=conference)
    with django_assert_num_queries(len(few)):
        client.get(page)


def question_form(question, *options, **changes):
    """Return the admin's form of a question as it is sent, with its possible answers."""
    form = {"conference": question.conference_id, "session": "", "kind": question.kind, "position": "0"}
    form |= {"text_0": "Was essen Sie?", "help_text_0": ""}
    form |= {"options-TOTAL_FORMS": str(len(options)), "options-INITIAL_FORMS": "0"}
    for number, text in enumerate(options):
        form |= {f"options-{number}-text_0": text, f"options-{number}-position": str(number)}
    return {**form, **changes}


def test_question_with_its_possible_answers_is_made_at_once(client, organiser):
    new = QuestionFactory.build(conference=ConferenceFactory(), kind="choice")
    page = reverse("admin:registration_question_add")
    assert client.post(page, question_form(new, "Alles", "Vegan")).status_code == 302
    question = Question.objects.get()
    assert (str(question), [str(option) for option in question.options.all()]) == ("Was essen Sie?", ["Alles", "Vegan"])


@pytest.mark.parametrize(("kind", "options"), [("choice", []), ("choice", ["Alles"]), ("text", ["Alles", "Vegan"])])
def test_only_a_choice_has_answers_to_choose_from_and_at_least_two(client, organiser, kind, options):
    new = QuestionFactory.build(conference=ConferenceFactory(), kind=kind)
    response = client.post(reverse("admin:registration_question_add"), question_form(new, *options))
    assert (response.status_code, len(response.context["errors"])) == (200, 1)
    assert not Question.objects.exists()


def test_question_cannot_be_about_a_session_of_another_conference(client, organiser):
    new = QuestionFactory.build(conference=ConferenceFactory())
    form = question_form(new, session=SessionFactory().pk)
    response = client.post(reverse("admin:registration_question_add"), form)
    assert (response.status_code, "session" in response.context["adminform"].form.errors) == (200, True)


def test_question_with_answers_keeps_its_kind_and_may_be_worded_anew(client, organiser):
    question = AnswerFactory().question
    page = reverse("admin:registration_question_change", args=[question.pk])
    response = client.post(page, question_form(question, kind="number"))
    assert list(response.context["adminform"].form.errors) == ["kind"]
    assert client.post(page, question_form(question)).status_code == 302
    question.refresh_from_db()
    assert (question.kind, str(question)) == ("text", "Was essen Sie?")


def test_option_that_somebody_chose_cannot_be_deleted_alone(client, organiser):
    submission = SubmissionFactory()
    question = QuestionFactory(conference=submission.attendee.conference, kind="choice")
    options = OptionFactory.create_batch(3, question=question)
    AnswerFactory(submission=submission, question=question, option=options[0], text="")
    form = question_form(question, "Alles", "Vegan", "Nichts")
    form["options-INITIAL_FORMS"] = "3"
    for number, option in enumerate(options):
        form |= {f"options-{number}-id": option.pk, f"options-{number}-question": question.pk}
    page = reverse("admin:registration_question_change", args=[question.pk])
    assert client.post(page, {**form, "options-0-DELETE": "on"}).status_code == 200
    assert client.post(page, {**form, "options-1-DELETE": "on"}).status_code == 302
    assert question.options.count() == 2


def test_person_shows_what_they_answered_and_it_cannot_be_changed(client, organiser):
    answer = AnswerFactory(text="Vegan <b>", submission__confirmed_at=timezone.now())
    attendee = answer.submission.attendee
    AnswerFactory(text="Fremdes", submission__attendee=attendee)
    page = reverse("admin:registration_attendee_change", args=[attendee.pk])
    text = client.get(page).text
    assert (str(answer.question) in text, "Vegan &lt;b&gt;" in text, "Fremdes" in text) == (True, True, False)
    client.post(page, {"name": "x", "language": "de", "answers": "y", "text": "y"})
    answer.refresh_from_db()
    assert answer.text == "Vegan <b>"


def test_questions_are_found_by_conference_and_session(client, organiser):
    question = QuestionFactory()
    session = SessionFactory(conference=question.conference)
    of_session = QuestionFactory(conference=question.conference, session=session)
    QuestionFactory()
    page = reverse("admin:registration_question_changelist")
    chosen = {"conference__id__exact": question.conference_id}
    assert list(client.get(page, chosen).context["cl"].result_list) == [question, of_session]
    assert list(client.get(page, {**chosen, "session": session.pk}).context["cl"].result_list) == [of_session]


def test_list_of_questions_takes_as_many_queries_for_thirty_rows_as_for_three(
    client, organiser, django_assert_num_queries, django_assert_max_num_queries
):
    session = SessionFactory()
    page = reverse("admin:registration_question_changelist")
    QuestionFactory.create_batch(3, conference=session.conference, session=session)
    with django_assert_max_num_queries(40) as few:
        client.get(page)
    QuestionFactory.create_batch(27, conference=session.conference, session=session)
    with django_assert_num_queries(len(few)):
        client.get(page)


def test_session_takes_its_questions_along_when_it_is_deleted(client, organiser):
    session = SessionFactory()
    QuestionFactory(conference=session.conference, session=session)
    other = QuestionFactory(conference=session.conference)
    page = reverse("admin:programme_session_delete", args=[session.pk])
    assert client.post(page, {"post": "yes"}).status_code == 302
    assert list(Question.objects.all()) == [other]


def test_places_of_a_session_lead_to_who_has_them_and_who_waits_in_which_place(client, organiser):
    session = SlotFactory(session=SessionFactory(capacity=1)).session
    holder = RegistrationFactory(session=session)
    waiting = [RegistrationFactory(session=session, status="waiting") for _number in range(2)]
    RegistrationFactory(session=SlotFactory(session__conference=session.conference).session)
    sessions = client.get(reverse("admin:programme_session_changelist")).text
    query = {"session__conference__id__exact": session.conference_id, "session": session.pk}
    address = reverse("admin:registration_registration_changelist", query=query)
    assert f'<a href="{escape(address)}">1 von 1 belegt</a>' in sessions
    page = client.get(address)
    assert {registration.pk for registration in page.context["cl"].result_list} == {
        registration.pk for registration in [holder, *waiting]
    }
    words = [f'<td class="field-state">{words}</td>' for words in ("an 1. Stelle der Warteliste", "angemeldet")]
    assert [page.text.count(cell) for cell in words] == [1, 1]


def test_page_of_a_registration_has_nothing_to_save(client, organiser):
    page = client.get(reverse("admin:registration_registration_change", args=[RegistrationFactory().pk]))
    assert "_save" not in page.text


def test_telephone_form_says_when_each_session_is_and_how_full(client, organiser):
    session = SlotFactory(session=SessionFactory(capacity=2)).session
    RegistrationFactory(session=session)
    moment = date_format(
        timezone.localtime(session.slots.get().starts_at, session.conference.zone), "SHORT_DATETIME_FORMAT"
    )
    page = client.get(reverse("admin:registration_attendee_add"))
    assert f"{moment} · {session} (1 von 2 belegt)" in page.text


def test_start_page_begins_with_the_programme_and_the_lists_have_their_own_name(client, organiser):
    apps = [app["app_label"] for app in client.get(reverse("admin:index")).context["app_list"]]
    assert apps == ["programme", "registration", "mail", "auth", "mfa", "womconf"]
    page = client.get(reverse("admin:registration_registration_changelist")).text
    assert "<h1>Anmeldungen</h1>" in page
    assert "<title>Anmeldungen | womconf</title>" in page
