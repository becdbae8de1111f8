"""The page on which organisers see who does not know what, and have them told."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from programme import actions as programme_actions
from programme.models import Part, Pool, Room, Slot, ToldToSpeaker
from programme.telling import SPEAKERS, Overview, Said, untold
from registration import actions
from registration.models import ToldToAttendee
from registration.telling import ATTENDEES
from tests.browsers import opened
from tests.factories import (
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
)
from tests.mail.writing import work
from tests.registration.test_admin_acts import slots
from tests.registration.told import register, slot_in_a_room, speak
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def slot():
    return slot_in_a_room()


def move(slot):
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + HOUR, ends_at=None)


def page_of(slot):
    return reverse("admin:programme_untold", args=[slot.conference.pk])


def shown(page):
    return re.search(r'name="shown" value="([0-9a-f]+)"', page.text)[1]


def press(client, address, button, value="", **typed):
    page = client.get(address)
    return client.post(address, {"shown": shown(page), button: value, **typed}, follow=True)


def to():
    return sorted(Message.objects.filter(kind__endswith="changes").values_list("to", flat=True))


def test_page_names_old_and_new_and_how_many_and_sends_one_mail_each(client, organiser, slot):
    Pool.objects.update(capacity=3)
    people = [register(slot).attendee.email for _ in range(3)]
    waits = register(slot, status="waiting").attendee.email
    speaker = speak(slot).speaker.email
    move(slot)
    page = client.get(page_of(slot))
    assert "Noch nicht informiert: 4 Personen und 1 Referent:in." in page.text
    assert "5 E-Mails jetzt senden" in page.text
    assert "Neue Uhrzeit" in page.text  # what the mails look like
    assert Message.objects.filter(kind__endswith="changes").count() == 0
    press(client, page_of(slot), "now")
    assert to() == sorted([*people, waits, speaker])
    work()
    page = client.get(page_of(slot))
    assert "Es ist niemand mehr zu informieren." in page.text
    assert untold(slot.conference) == []


def test_ten_edits_are_one_mail_and_edited_back_is_none(client, organiser, slot):
    register(slot)
    for hours in range(1, 11):
        Slot.objects.update(starts_at=slot.starts_at + hours * HOUR, ends_at=None)
        programme_actions.tell_changes(slot.conference)
    assert len(to()) == 1
    Slot.objects.update(starts_at=slot.starts_at, ends_at=slot.ends_at)
    work()
    assert list(Message.objects.filter(kind="changes").values_list("status", flat=True)) == ["cancelled"]
    assert untold(slot.conference) == []


def test_somebody_in_three_changed_sessions_gets_one_mail(slot):
    slots = [
        slot,
        *(SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + n * 30 * HOUR) for n in (1, 2)),
    ]
    attendee = register(slot).attendee
    for other in slots[1:]:
        register(other, attendee=attendee)
    for each in slots:
        move(each)
    programme_actions.tell_changes(slot.conference)
    work()
    [message] = Message.objects.filter(kind="changes")
    assert message.subject == "3 Ihrer Veranstaltungen haben sich geändert"
    assert len(message.attachments) == 3


def test_pressing_twice_and_two_organisers_at_once_send_nothing_twice(client, organiser, slot):
    register(slot)
    move(slot)
    page = client.get(page_of(slot))
    for _press in range(2):
        answer = client.post(page_of(slot), {"shown": shown(page), "now": ""}, follow=True)
    assert len(to()) == 1
    assert "Es wurde nichts weiter gesendet" in answer.text


def test_what_changed_since_the_page_was_shown_is_looked_at_first(client, organiser, slot):
    register(slot)
    move(slot)
    page = client.get(page_of(slot))
    Slot.objects.update(room=None)
    answer = client.post(page_of(slot), {"shown": shown(page), "now": ""}, follow=True)
    assert "Seit dem Öffnen dieser Seite hat sich etwas geändert" in answer.text
    assert to() == []


def test_mails_leave_at_the_chosen_time_or_now_after_all(client, organiser, slot):
    register(slot)
    move(slot)
    at = timezone.now().astimezone(slot.conference.zone) + datetime.timedelta(days=1)
    typed = {"at_0": f"{at:%d.%m.%Y}", "at_1": f"{at:%H:%M}"}
    answer = press(client, page_of(slot), "later", **typed)
    assert f"1 E-Mail geht am {date_format(at, 'DATETIME_FORMAT')} hinaus." in answer.text
    work()
    message = Message.objects.get(kind="changes")
    assert (message.status, message.not_before) == ("queued", at.replace(second=0, microsecond=0))
    assert f"Geplant für {date_format(at, 'DATETIME_FORMAT')}: E-Mail an 1 Person." in client.get(page_of(slot)).text
    press(client, page_of(slot), "hurry")
    work()
    assert sorted(Message.objects.filter(kind="changes").values_list("status", flat=True)) == ["cancelled", "sent"]


@pytest.mark.parametrize("typed", [{}, {"at_0": "01.01.2020", "at_1": "10:00"}, {"at_0": "x", "at_1": "y"}])
def test_a_time_that_cannot_be_is_refused_in_words(client, organiser, slot, typed):
    register(slot)
    move(slot)
    answer = press(client, page_of(slot), "later", **typed)
    assert answer.status_code == 200
    assert 'class="errorlist' in answer.text
    assert to() == []


def test_save_of_what_no_email_tells_of_says_nothing_about_those_who_do_not_know(client, organiser, slot):
    RegistrationFactory(session=slot.session)
    address = reverse("admin:registration_helperlink_add")
    form = {"conference": slot.conference_id, "name": "Hanna", "day": "03.05.2027"}
    assert "Noch nicht informiert" not in client.post(address, form, follow=True).text
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    assert "Noch nicht informiert" in client.post(page, opened(client, page), follow=True).text


def test_what_people_know_already_is_noted_with_how(client, organiser, slot):
    register(slot)
    move(slot)
    answer = press(client, page_of(slot), "told")
    assert "Bitte notieren Sie, wie sie es erfahren haben" in answer.text
    speak(slot)
    done = press(client, page_of(slot), "told", words="am Telefon")
    assert "1 Person und 1 Referent:in wissen es jetzt." in done.text
    told = ToldToAttendee.objects.get()
    assert (told.by, told.organiser, told.note) == ("organiser", organiser, "am Telefon")
    assert untold(slot.conference) == []
    assert to() == []


def test_whoever_has_no_address_is_called_and_ticked_off(client, organiser, slot):
    attendee = RegistrationFactory(session=slot.session, attendee__email="", attendee__phone="0361 1234").attendee
    ATTENDEES.note(attendee.pk, [Said.of(slot, Part.ATTENDING)])
    move(slot)
    page = client.get(page_of(slot))
    assert "0361 1234" in page.text
    assert "jetzt senden" not in page.text
    assert "bekommt eine E-Mail" not in page.text
    [button] = re.findall(rf'value="(attendee:{attendee.pk}:[0-9a-f]+)"', page.text)
    Slot.objects.update(room=None)
    answer = press(client, page_of(slot), "person", button)
    assert "Seit dem Öffnen dieser Seite hat sich etwas geändert." in answer.text
    [button] = re.findall(rf'value="(attendee:{attendee.pk}:[0-9a-f]+)"', answer.text)
    answer = press(client, page_of(slot), "person", button)
    assert f"{attendee.name} weiß es jetzt." in answer.text
    assert untold(slot.conference) == []


@pytest.mark.parametrize(
    "key", ["", "attendee:", "attendee:x", "attendee:99999999999999999999", "room:1", "attendee:1", "a:b:c:d"]
)
def test_a_button_for_nobody_does_nothing(client, organiser, slot, key):
    register(slot)
    move(slot)
    assert press(client, page_of(slot), "person", key).status_code == 200
    assert len(untold(slot.conference)) == 1


def test_one_session_can_be_told_alone(client, organiser, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 30 * HOUR)
    one, two = register(slot).attendee, register(other).attendee
    move(slot)
    move(other)
    press(client, f"{page_of(slot)}?session={other.session_id}", "now")
    assert to() == [two.email]
    assert [change.person for change in untold(slot.conference) if not change.is_on_the_way] == [one]


def test_names_are_for_those_who_may_look_at_people(client, slot):
    user = OrganiserFactory(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_session", "view_session"]))
    client.force_login(user)
    attendee = register(slot).attendee
    move(slot)
    page = client.get(page_of(slot))
    assert page.status_code == 200
    assert attendee.name not in page.text


def test_first_page_and_list_of_sessions_say_who_does_not_know(client, organiser, slot):
    register(slot)
    move(slot)
    for address in (reverse("admin:index"), reverse("admin:programme_session_changelist")):
        assert "Noch nicht informiert: 1 Person." in client.get(address).text
    programme_actions.tell_changes(slot.conference)
    for address in (reverse("admin:index"), reverse("admin:programme_session_changelist")):
        assert "Noch nicht informiert" not in client.get(address).text


def test_a_save_that_leaves_somebody_behind_says_so(client, organiser, slot):
    register(slot)
    room = slot.room
    form = {
        "conference": slot.conference.pk,
        "name_0": "Kleiner Saal",
        "kind": room.kind,
        "position": 0,
        "capacity": "",
    }
    page = client.get(reverse("admin:programme_room_change", args=[room.pk]))
    data = {**page.context["adminform"].form.initial, **form}
    answer = client.post(
        reverse("admin:programme_room_change", args=[room.pk]),
        {key: value for key, value in data.items() if isinstance(value, (str, int))},
        follow=True,
    )
    assert str(Room.objects.get(pk=room.pk).name) == "Kleiner Saal"
    assert "Noch nicht informiert: 1 Person." in answer.text


def test_pages_of_other_conferences_and_none_are_not_found(client, organiser):
    assert client.get(reverse("admin:programme_untold", args=[ConferenceFactory().pk + 1])).status_code == 404


def test_move_asks_first_and_says_whom_it_concerns(client, organiser, slot):
    for _person in range(2):
        register(slot)
    appearance = speak(slot)
    address, form = slots(slot.session, later=1)
    form |= {"appearances-TOTAL_FORMS": 1, "appearances-INITIAL_FORMS": 1, "appearances-0-id": appearance.pk}
    form |= {"appearances-0-session": slot.session_id, "appearances-0-speaker": appearance.speaker_id}
    form |= {"appearances-0-role": appearance.role, "appearances-0-position": 0}
    asked = client.post(address, form)
    assert "Das betrifft 2 Personen und 1 Referent:in." in asked.text
    answer = client.post(address, form | {"move_meant": "on"}, follow=True)
    assert "Noch nicht informiert: 2 Personen und 1 Referent:in." in answer.text


def test_taking_a_time_away_asks_first(client, organiser, slot):
    register(slot)
    address, form = slots(slot.session)
    form |= {"slots-0-room": slot.room_id, "slots-0-DELETE": "on"}
    assert "Das betrifft 1 Person." in client.post(address, form).text
    assert Slot.objects.filter(pk=slot.pk).exists()


def test_a_smaller_room_asks_first(client, organiser, slot):
    for _person in range(2):
        RegistrationFactory(session=slot.session)
    small = RoomFactory(conference=slot.conference, name={"de": "Kammer"}, capacity=1)
    address, form = slots(slot.session)
    assert "Plätze in Kammer: 1; vergeben: 2." in client.post(address, form | {"slots-0-room": small.pk}).text


def test_whoever_telephones_knows_what_they_got_and_is_called_when_they_move_up(slot, organiser):
    """Without an e-mail address."""
    Pool.objects.update(capacity=1)
    person = {"name": "Erna", "email": "", "language": "de", "by": organiser, "phone": "0361 1"}
    pools = list(Pool.objects.filter(session=slot.session).select_related("session__conference", "slot"))
    [first], [second] = (actions.add(slot.conference, pools=pools, **person) for _call in range(2))
    assert untold(slot.conference) == []
    actions.cancel(first, by=organiser)
    assert [change.person for change in untold(slot.conference)] == [second.attendee]
    assert second.attendee.phone == "0361 1"


def test_one_move_is_said_once_of_all_whom_it_concerns(client, organiser, slot):
    """Speakers and attendees, in whatever language they were told of it, and of its follow-up apart."""
    conference = slot.conference
    conference.languages = ["de", "en"]
    conference.save()
    follow_up = SlotFactory(session=slot.session, kind="follow_up", title={"de": "Gespräch"})
    speaker = speak(slot).speaker
    SPEAKERS.note(speaker.pk, [Said.of(follow_up, Part.SPEAKING)])
    register(slot)
    register(slot, attendee__language="en")
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=slot.starts_at + 2 * HOUR)
    [[_session, part]] = Overview.of(conference).by_session
    assert {(same.change.slot, len(same.people)) for same in part.same} == {(slot, 3), (follow_up, 3)}
    assert client.get(page_of(slot)).text.count("Gespräch:<br>") == 1


def test_page_says_that_a_session_of_today_is_told_by_a_reminder(client, organiser, slot):
    register(slot)
    move(slot)
    said = "Fünf Minuten nach Ihrer letzten Änderung"
    assert said not in client.get(page_of(slot)).text
    soon = timezone.now() + HOUR
    Slot.objects.filter(pk=slot.pk).update(starts_at=soon, ends_at=None)
    assert said in client.get(page_of(slot)).text


def test_page_says_of_what_is_new_that_it_is_new(client, organiser, slot):
    speak(slot)
    ToldToSpeaker.objects.all().delete()
    page = client.get(page_of(slot))
    assert re.search(r"neu: \w+, .*, wirkt mit", page.text)


def test_mails_about_one_session_are_offered_only_where_somebody_of_it_has_an_address_that_works(
    client, organiser, slot
):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 3 * HOUR)
    register(slot)
    called = register(other)
    type(called.attendee).objects.filter(pk=called.attendee_id).update(email="")
    move(slot)
    move(other)
    page = client.get(page_of(slot)).text
    assert f'?session={slot.session_id}"' in page
    assert f'?session={other.session_id}"' not in page
