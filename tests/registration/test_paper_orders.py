"""Large files are made by the worker: with progress, one of a kind at once, and without harm when it is killed."""

import datetime
import time
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.models import Membership, Role
from registration import actions
from registration.actions import papers as making
from registration.exceptions import FileIsBeingMade, NothingToPrint
from registration.models import Attendee, Certificate, Export, Mark, OrderedFile, Registration
from tests import papers
from tests.factories import AttendeeFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.registration.printing import conference_that_was, present, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.WOMCONF_VAR = tmp_path
    return tmp_path


@pytest.fixture
def conference():
    """Twelve people who were present; one of them twice, with the same name as another."""
    conference = conference_that_was()
    session = session_of(conference)
    for number in range(11):
        present(session, f"Person {number}")
    present(session, "Person 0")
    return conference


def order(conference, kind="certificates", by=None):
    return actions.order_file(conference, kind, by=by, language="de")


def work():
    """Do what the worker does, until nothing is left."""
    while job := ProcrastinateJob.objects.filter(task_name=making.MAKE_TASK).order_by("pk").first():
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        actions.make_ordered(**job.args)


def delete_folders():
    for job in ProcrastinateJob.objects.filter(task_name="registration.tasks.delete_ordered"):
        actions.delete_ordered(**job.args)


def names_in(ordered):
    with zipfile.ZipFile(actions.file_of(ordered)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


# What comes out


def test_all_certificates_come_as_one_archive(conference):
    ordered = order(conference)
    work()
    ordered.refresh_from_db()
    assert (ordered.done, ordered.total) == (12, 12)
    assert ordered.finished_at
    assert names_in(ordered)[0] == "0001-person-0.pdf"
    assert len(set(names_in(ordered))) == 12
    assert Certificate.objects.count() == 12
    with zipfile.ZipFile(actions.file_of(ordered)) as archive:
        assert "Person 0" in papers.text(archive.read("0001-person-0.pdf"))


def test_all_lists_come_as_one_archive_in_the_order_of_time(conference):
    session_of(conference, hour=9, title="Früh")
    ordered = order(conference, "lists")
    work()
    assert names_in(ordered) == ["001-frueh.pdf", "002-oeffnung.pdf"]


def test_all_badges_come_in_sheets(conference, monkeypatch):
    monkeypatch.setattr("registration.paper.badges.MOST_AT_ONCE", 5)
    ordered = order(conference, "badges")
    work()
    assert names_in(ordered) == ["001-badges.pdf", "002-badges.pdf", "003-badges.pdf"]


def test_who_was_not_present_is_not_in_it(conference):
    RegistrationFactory(session=conference.sessions.get(), attendee=AttendeeFactory(conference=conference))
    ordered = order(conference)
    work()
    assert len(names_in(ordered)) == 12


def test_nothing_is_ordered_where_there_is_nobody():
    with pytest.raises(NothingToPrint):
        order(SlotFactory().conference)
    assert not OrderedFile.objects.exists()


def test_code_in_a_name_and_a_slash_harm_no_archive(conference):
    Attendee.objects.filter(name="Person 1").update(name='../../#import "x" <b>')
    Attendee.objects.filter(name="Person 2").update(name="فاطمة")
    Attendee.objects.filter(name="Person 3").update(name="x" * 120)
    ordered = order(conference)
    work()
    assert all(name.endswith(".pdf") and "/" not in name and ".." not in name for name in names_in(ordered))
    assert len(names_in(ordered)) == 12


# One after the other, and killed


def test_there_is_one_of_a_kind_at_a_time(conference):
    ordered = order(conference)
    with pytest.raises(FileIsBeingMade):
        order(conference)
    order(conference, "badges")
    work()
    assert order(conference) != ordered


def test_database_refuses_a_second_one_and_what_is_finished_too_early(conference):
    ordered = order(conference)
    with pytest.raises(IntegrityError, match="ordered_file_one_of_a_kind_at_once"), transaction.atomic():
        OrderedFile.objects.create(conference=conference, kind="certificates")
    OrderedFile.objects.filter(pk=ordered.pk).update(total=5)
    with pytest.raises(IntegrityError, match="ordered_file_finished_when_done"), transaction.atomic():
        OrderedFile.objects.filter(pk=ordered.pk).update(finished_at=timezone.now())
    with pytest.raises(IntegrityError, match="ordered_file_kind_known"), transaction.atomic():
        OrderedFile.objects.filter(pk=ordered.pk).update(kind="speakers")
    with pytest.raises(IntegrityError, match="certificate_of_who_was_present"), transaction.atomic():
        Certificate.objects.create(attendee=Attendee.objects.first(), sessions=0, minutes=0)
    with pytest.raises(IntegrityError, match="export_kind_known"), transaction.atomic():
        Export.objects.create(conference=conference, kind="passwords")


def test_worker_does_a_little_at_a_time_and_lets_others_have_their_turn(conference, monkeypatch):
    monkeypatch.setitem(making.MAKERS, "certificates", making.MAKERS["certificates"]._replace(at_once=5))
    ordered = order(conference)
    seen = []
    for _turn in range(3):
        actions.make_ordered(ordered.code, seconds=0)
        ordered.refresh_from_db()
        seen.append((ordered.done, ordered.total, ordered.finished_at is not None))
    assert seen == [(5, 12, False), (10, 12, False), (12, 12, True)]
    assert ProcrastinateJob.objects.filter(task_name=making.MAKE_TASK).count() == 3


class Killed(BaseException):
    """The end of a process, which nothing catches."""


@pytest.mark.parametrize("after", [0, 1, 7, 11])
def test_worker_that_is_killed_goes_on_where_it_was_without_a_second_code(conference, monkeypatch, after):
    monkeypatch.setitem(making.MAKERS, "certificates", making.MAKERS["certificates"]._replace(at_once=5))
    ordered = order(conference)
    write, written = making._write, []

    def killed(path, content):
        if len(written) == after:
            written.append(path)
            path.with_suffix(".partly").write_bytes(b"half")
            raise Killed
        written.append(path)
        write(path, content)

    monkeypatch.setattr(making, "_write", killed)
    with pytest.raises(Killed):
        actions.make_ordered(ordered.code)
    actions.make_ordered(ordered.code)
    assert len(names_in(ordered)) == 12
    assert Certificate.objects.count() == 12
    actions.make_ordered(ordered.code)  # a job that comes twice
    ordered.refresh_from_db()
    assert ordered.done == 12


@pytest.mark.parametrize("name", ["_zip", "_note"])
def test_worker_that_is_killed_at_the_end_packs_the_parts_once_more(conference, monkeypatch, name):
    ordered = order(conference)
    done = getattr(making, name)

    def killed(*args, **kwargs):
        if name == "_zip" or "finished_at" in kwargs:
            if name == "_zip":
                done(*args, **kwargs)
            raise Killed
        done(*args, **kwargs)

    monkeypatch.setattr(making, name, killed)
    with pytest.raises(Killed):
        actions.make_ordered(ordered.code)
    monkeypatch.setattr(making, name, done)
    actions.make_ordered(ordered.code)
    ordered.refresh_from_db()
    assert ordered.finished_at
    assert len(names_in(ordered)) == 12


def test_nobody_else_on_the_machine_reads_the_files(conference):
    ordered = order(conference)
    work()
    assert making.folder_of(ordered.code).stat().st_mode & 0o077 == 0


def test_file_that_nobody_is_at_work_on_is_taken_up_again(conference):
    ordered = order(conference)
    ProcrastinateJob.objects.all().delete()
    actions.forget_ordered()
    actions.forget_ordered()
    assert ProcrastinateJob.objects.filter(task_name=making.MAKE_TASK).count() == 1
    work()
    ordered.refresh_from_db()
    assert ordered.finished_at


def test_file_that_cannot_be_made_says_so_and_leaves_nothing(client, organiser, conference, monkeypatch, folder):
    def full(path, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(making, "_write", full)
    ordered = order(conference)
    work()
    ordered.refresh_from_db()
    assert ordered.failed_at
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert "Das hat nicht geklappt." in client.get(reverse("paper:page", args=[conference.pk])).text
    monkeypatch.undo()


# Its end


def test_file_goes_after_a_day(conference, folder):
    order(conference)
    work()
    now = timezone.now()
    actions.forget_ordered(now)
    assert OrderedFile.objects.count() == 1
    actions.forget_ordered(now + datetime.timedelta(hours=25))
    assert not OrderedFile.objects.exists()
    delete_folders()
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("way", ["erase", "merge", "psql", "everybody"])
def test_file_goes_as_soon_as_somebody_in_it_goes(conference, folder, way):
    order(conference)
    work()
    one, other = Attendee.objects.order_by("pk")[:2]
    match way:
        case "erase":
            actions.erase(one)
        case "merge":
            actions.merge(one, other, by=None)
        case "everybody":
            actions.forget_everybody(conference)
        case "psql":
            Certificate.objects.filter(attendee=one).delete()
            Registration.objects.filter(attendee=one).delete()
            Attendee.objects.filter(pk=one.pk)._raw_delete("default")
    assert not OrderedFile.objects.exists()
    delete_folders()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_file_that_is_being_made_while_somebody_goes_is_never_finished(conference, folder, monkeypatch):
    ordered = order(conference)
    write = making._write

    def and_erase(path, content):
        write(path, content)
        if one := Attendee.objects.filter(name="Person 9").first():
            actions.erase(one)

    monkeypatch.setattr(making, "_write", and_erase)
    actions.make_ordered(ordered.code)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_folder_of_no_file_is_swept_away(conference, folder):
    (making.folder_of("verwaist") / "parts").mkdir(parents=True)
    (making.folder_of("verwaist") / "parts" / "1.pdf").write_bytes(b"x")
    actions.forget_ordered()
    assert not making.folder_of("verwaist").exists()


# How organisers get it


def test_finished_file_is_fetched_by_who_may_and_noted(client, organiser, conference):
    address = reverse("paper:page", args=[conference.pk])
    client.post(address, {"what": "certificates"})
    assert "wartet" in client.get(address).text
    ordered = OrderedFile.objects.get()
    assert client.post(address, {"file": ordered.code}).status_code == 404  # not yet
    work()
    assert "Datei holen" in client.get(address).text
    answer = client.post(address, {"file": ordered.code})
    assert answer["Content-Disposition"] == 'attachment; filename="forum-teilnahmebescheinigungen.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.getvalue()[:2] == b"PK"
    for close in answer._resource_closers:  # as the server does
        close()
    assert [export.about for export in Export.objects.order_by("pk")] == ["", "geholt"]
    for role, status in [(None, 404), (Role.READER, 403)]:
        user = OrganiserFactory(is_superuser=False)
        if role:
            Membership.objects.create(conference=conference, user=user, role=role)
        client.force_login(user)
        assert client.post(address, {"file": ordered.code}).status_code == status, role


def test_file_of_another_conference_is_not_found(client, organiser, conference):
    ordered = order(conference)
    work()
    other = reverse("paper:page", args=[SlotFactory().conference.pk])
    assert client.post(other, {"file": ordered.code}).status_code == 404


@pytest.mark.parametrize("name", ["../../secret_key", "..", "/etc/passwd", ""])
def test_no_other_file_is_fetched(client, organiser, conference, name):
    assert client.post(reverse("paper:page", args=[conference.pk]), {"file": name}).status_code == 404


@pytest.mark.soak
def test_five_thousand_certificates_are_one_archive(folder):
    conference = conference_that_was()
    session = session_of(conference)
    names = ["Anna Öz", "Олена Шевченко", "فاطمة", '#import "x" $y$ *b* @ref <b>', "x" * 120]
    people = Attendee.objects.bulk_create(
        AttendeeFactory.build(conference=conference, name=f"{names[number % 5]} {number}"[:120], email="")
        for number in range(5000)
    )
    here = {"session": session, "pool": session.pool, "attended_at": timezone.now(), "submission": None}
    registrations = [RegistrationFactory.build(attendee=person, **here) for person in people]
    Registration.objects.bulk_create(registrations)
    Mark.objects.bulk_create(
        Mark(registration=registration, is_present=True, at=registration.attended_at, how="list")
        for registration in registrations
    )
    ordered = order(conference)
    began = time.monotonic()
    work()
    ordered.refresh_from_db()
    assert ordered.finished_at
    assert len(set(names_in(ordered))) == 5000
    assert Certificate.objects.values("code").distinct().count() == 5000
    assert time.monotonic() - began < 1200
