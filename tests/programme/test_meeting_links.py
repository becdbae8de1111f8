"""Which addresses lead into a video conference, and the texts that refuse them."""

import pytest
from django.core.exceptions import ValidationError

from programme.meeting_links import find_meeting_links, meeting_link, validate_no_meeting_link
from programme.models import Conference, Organisation, Room, Session, Speaker, Track
from tests.factories import (
    ConferenceFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)

MEETINGS = [
    "https://zoom.us/j/4711",
    "https://us02web.zoom.us/j/81234567890?pwd=aBc",
    "HTTPS://ZOOM.US/J/4711",
    "https://zoom.example/j/4711",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=x",
    "https://teams.live.com/meet/9312345678",
    "https://stadt.webex.com/meet/frau.oltmanns",
    "https://meet.google.com/abc-defg-hij",
    "https://meet.jit.si/ForumTeilhabe",
    "https://jitsi.example.org/raum",
    "https://bbb.uni-erfurt.example/b/abc-def",
    "https://bbb2.example.org/rooms/abc/join",
    "https://lernen.example.org/bigbluebutton/api/join?x=1",
    "https://example.org/bbb/raum1",
    "https://whereby.com/forum",
    "https://forum.whereby.com/raum",
    "https://global.gotomeeting.com/join/123456789",
    "https://www.gotomeet.me/forum",
    "https://www.edudip.com/de/webinar/forum/123",
    "https://rooms.alfaview.com/raum",
    "https://lecture.senfcall.de/abc-def",
    "https://meet.example.org/b/raum",
    "zoom.us/j/4711",
    "www.zoom.us/j/4711",
    "zoommtg://zoom.us/join?confno=4711",
]
OTHERS = [
    "https://zoom.us/rec/share/abc",
    "https://bbb.example.org/playback/presentation/2.3/abc",
    "https://stadt.webex.com/recordingservice/sites/stadt/recording/abc",
    "https://zoom.us/test",
    "https://zoom.us",
    "https://support.zoom.us/hc/de/articles/1",
    "https://zoom.us/download",
    "https://www.example.org/artikel/zoom-fatigue",
    "https://example.org/hilfe/zoom",
    "https://www.bbb-ev.example/ueber-uns",
    "https://example.org/Teams/jugend",
    "https://example.org/programm.pdf",
    "https://[",
    "9.30/10.00",
    "z.B./usw.",
    "office@zoom.us/x",
]


@pytest.mark.parametrize("address", MEETINGS)
def test_address_of_a_meeting_is_one_in_every_writing(address):
    assert meeting_link(address).endswith(address)
    for text in (f"Hier: {address}.", f"({address})", f"[hier]({address})", f"<{address}>", f"**{address}**", address):
        [(begin, end, found)] = find_meeting_links(text)
        assert text[begin:end] == address
        assert found == meeting_link(address)


@pytest.mark.parametrize("address", OTHERS)
def test_recordings_help_and_words_beside_a_name_are_none(address):
    assert find_meeting_links(f"Hier: {address} und mehr") == []


def test_address_behind_the_filter_of_a_mail_is_the_one_that_it_leads_to():
    filtered = "https://eur01.safelinks.protection.example.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F4711%3Fpwd%3Dx&data=05"
    assert meeting_link(filtered) == "https://zoom.us/j/4711?pwd=x"


def test_escaped_signs_of_markdown_belong_to_the_address():
    [(_begin, _end, found)] = find_meeting_links("https://zoom.us/j/4711?pwd=a\\_b")
    assert found == "https://zoom.us/j/4711?pwd=a_b"


PUBLIC = [
    (SessionFactory, Session, ["abstract", "title", "materials"]),
    (ConferenceFactory, Conference, ["description", "venue", "contact", "accessibility"]),
    (TrackFactory, Track, ["description", "name"]),
    (OrganisationFactory, Organisation, ["description"]),
    (RoomFactory, Room, ["directions", "access", "name"]),
    (SpeakerFactory, Speaker, ["biography"]),
]


OTHER_ADDRESSES = "Aufzeichnung: https://zoom.us/rec/share/abc, mehr: https://example.org/zoom-fatigue"


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "model", "names"), PUBLIC, ids=[model.__name__ for _one, model, _names in PUBLIC])
def test_public_text_with_the_link_of_a_meeting_is_refused_with_where_it_belongs(factory, model, names):
    row = factory(**({"kind": "on_site"} if model is Room else {}))
    for name in names:
        setattr(row, name, {"de": "Wir treffen uns hier: https://zoom.us/j/4711"})
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.error_dict[name][0].code == "meeting_link"
        setattr(row, name, {"de": OTHER_ADDRESSES})
        row.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["materials_url", "recording_url"])
def test_address_that_everybody_sees_is_no_link_of_a_meeting(name):
    session = SessionFactory()
    for address in ("https://zoom.us/j/4711", "https://bbb.example.org/b/abc-def"):
        setattr(session, name, address)
        with pytest.raises(ValidationError) as refused:
            session.full_clean()
        assert [error.code for error in refused.value.error_dict.pop(name)] == ["meeting_link"]
        assert refused.value.error_dict == {}
    for address in ("https://zoom.us/rec/share/abc", "https://example.org/zoom-fatigue"):
        setattr(session, name, address)
        session.full_clean()


def test_sentence_names_the_access_link():
    with pytest.raises(ValidationError, match="Zugangslink"):
        validate_no_meeting_link("https://zoom.us/j/4711")
