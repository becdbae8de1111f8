"""Invitations to a role by mail, and the page of a conference with the people who work on it."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions
from programme.exceptions import AccountOfASuperuser, InvitationIsOver, LastLead
from programme.invitation_letters import invitation_link
from programme.models import Conference, Invitation, Membership, Role
from tests.factories import ConferenceFactory, OrganiserFactory
from tests.mail.writing import work, written
from tests.test_roles import member
from womconf.mail.models import Message
from womconf.mail.writing import write

pytestmark = pytest.mark.django_db
PASSWORD = "mit drei Pferden nach Erfurt"
PAGE = "/accounts/invitation/"
NEW = {"username": "olga", "first_name": "Olga", "last_name": "Beier", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def conference():
    return ConferenceFactory(title={"de": "Woche der Öffnung"})


@pytest.fixture
def lead(conference):
    return member((conference, Role.LEAD), username="lea")


@pytest.fixture
def invitation(conference, lead):
    return actions.invite(conference, email="olga@example.org", role=Role.PROGRAMME, by=lead)


def opened(client, invitation):
    """Open the link of an invitation, and return the page that it leads to."""
    link = invitation_link(invitation)
    return client.get(link.path, {"key": link.token}, follow=True)


def form(invitation, **typed):
    return {"person": invitation.code, **typed}


def roles_of(user):
    return set(user.memberships.values_list("conference", "role"))


# The mail and its link


def test_mail_names_who_invites_to_what_and_holds_the_link(invitation):
    mail = written(kind="invitation")
    assert mail.to == "olga@example.org"
    assert "lea lädt Sie ein, an „Woche der Öffnung“ mitzuarbeiten." in mail.text
    assert "Ihre Rolle dort: Programm." in mail.text
    assert [link["purpose"] for link in mail.links] == ["invitation"]
    assert invitation_link(invitation).token not in mail.text + mail.html


def test_mail_arrives_and_its_link_leads_to_the_page(client, sink, invitation):
    work()
    [(recipients, mail)] = sink.mails
    assert recipients == ["olga@example.org"]
    link = re.search(r"http\S+/accounts/invitation/\?key=\S+", mail.get_body(("plain",)).get_content())[0]
    assert link in mail.get_body(("html",)).get_content()
    assert link == invitation_link(invitation).url
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert (page.status_code, page.redirect_chain) == (200, [(PAGE, 302)])


def test_the_link_is_stored_nowhere(invitation):
    token = invitation_link(invitation).token
    assert token not in str(list(Invitation.objects.values()) + list(Message.objects.values()))


def test_second_invitation_to_an_address_takes_the_place_of_the_first(client, conference, lead, invitation):
    old = invitation_link(invitation)
    again = actions.invite(conference, email="olga@example.org", role=Role.READER, by=lead)
    assert (again.pk, again.role, Invitation.objects.count()) == (invitation.pk, Role.READER, 1)
    page = client.get(old.path, {"key": old.token}, follow=True)
    assert page.status_code == 403
    first, second = Message.objects.filter(kind="invitation").order_by("pk")
    assert written(pk=second.pk).links
    assert write(first) is None


# Accepting


def test_new_account_gets_the_role_and_is_signed_in(client, conference, invitation):
    page = opened(client, invitation)
    assert page.status_code == 200
    assert not Membership.objects.filter(role=Role.PROGRAMME).exists()
    done = client.post(PAGE, form(invitation, **NEW))
    assert (done.status_code, done["Location"]) == (302, f"/admin/?conference={conference.pk}")
    user = get_user_model().objects.get(username="olga")
    assert (user.email, user.is_staff, user.is_superuser) == ("olga@example.org", True, False)
    assert user.check_password(PASSWORD)
    assert roles_of(user) == {(conference.pk, "programme")}
    assert user.sign_ins.get().succeeded
    assert client.get(done["Location"]).status_code == 200
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at is not None) == (user, True)


def test_new_account_has_to_set_up_a_second_factor_before_it_sees_anything(client, settings, invitation):
    settings.REQUIRE_SECOND_FACTOR = True
    opened(client, invitation)
    client.post(PAGE, form(invitation, **NEW))
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"


@pytest.mark.parametrize("password", ["kurz", "olga@example.org", "12345678901234567"])
def test_weak_password_makes_no_account(client, invitation, password):
    opened(client, invitation)
    page = client.post(PAGE, form(invitation, **NEW | {"password1": password, "password2": password + "x"}))
    assert page.status_code == 200
    assert not get_user_model().objects.filter(username="olga").exists()
    assert invitation.accepted_at is None


def test_name_of_somebody_else_makes_no_account(client, invitation):
    OrganiserFactory(username="Olga")
    opened(client, invitation)
    assert client.post(PAGE, form(invitation, **NEW)).status_code == 200
    assert Membership.objects.filter(role=Role.PROGRAMME).count() == 0


def test_somebody_who_is_signed_in_accepts_with_their_account(client, conference, invitation):
    user = OrganiserFactory(is_superuser=False, is_staff=False, email="anders@example.org")
    client.force_login(user)
    page = opened(client, invitation)
    assert f"als {user.username} angemeldet" in page.text
    assert roles_of(user) == set()  # GET gives nothing
    client.post(PAGE, form(invitation))
    user.refresh_from_db()
    assert (roles_of(user), user.is_staff) == ({(conference.pk, "programme")}, True)


def test_account_that_lacks_its_second_factor_accepts_nothing(client, settings, invitation):
    settings.REQUIRE_SECOND_FACTOR = True
    user = OrganiserFactory(is_superuser=False)
    client.force_login(user)
    opened(client, invitation)
    page = client.post(PAGE, form(invitation))
    assert (page.status_code, roles_of(user)) == (200, set())
    assert "zweiten Faktor" in page.text


def test_form_of_another_invitation_is_refused(client, conference, lead, invitation):
    other = actions.invite(conference, email="uwe@example.org", role=Role.LEAD, by=lead)
    opened(client, invitation)
    opened(client, other)
    assert client.post(PAGE, form(invitation, **NEW)).status_code == 409


# Links that open nothing


def expired(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - datetime.timedelta(days=15))


def used(invitation):
    actions.accept_invitation(invitation, OrganiserFactory(is_superuser=False))


def without_inviter(invitation):
    """Somebody invited a second account of their own before their role was taken away."""
    Membership.objects.filter(user=invitation.by).delete()


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (expired, "gilt nicht mehr"),
        (used, "schon angenommen"),
        (actions.revoke_invitation, "zurückgezogen"),
        (without_inviter, "gilt nicht mehr"),
    ],
)
def test_link_that_is_over_says_so_and_gives_nothing(client, invitation, end, said):
    opened(client, invitation)
    end(invitation)
    count = Membership.objects.count()
    for response in (client.get(PAGE), client.post(PAGE, form(invitation, **NEW))):
        assert response.status_code == 410
        assert said in response.text
        assert "Anmelden" in response.text
    assert Membership.objects.count() == count
    with pytest.raises(InvitationIsOver):
        actions.accept_invitation(invitation, OrganiserFactory())


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"b{token}", lambda _token: "x"])
def test_tampered_link_opens_nothing(client, invitation, change):
    link = invitation_link(invitation)
    page = client.get(link.path, {"key": change(link.token)})
    assert (page.status_code, client.get(PAGE).status_code) == (403, 403)
    assert "beschädigt" in page.text


# The page of the conference


def people(client, conference, **sent):
    path = f"/admin/programme/conference/{conference.pk}/people/"
    return client.post(path, sent) if sent else client.get(path)


def test_lead_invites_and_takes_back(client, conference, lead):
    client.force_login(lead)
    people(client, conference, invite="1", **{"invite-email": "Olga@EXAMPLE.org", "invite-role": "helper"})
    invitation = conference.invitations.get()
    assert (invitation.email, invitation.role, invitation.by) == ("olga@example.org", "helper", lead)
    Message.objects.update(bounced_at=timezone.now(), bounce_code="5.1.1")
    page = people(client, conference)
    assert "E-Mails kommen zurück" in page.text
    people(client, conference, revoke=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.revoked_at


def test_no_role_is_chosen_for_who_invites_and_what_was_typed_stays(client, conference, lead):
    client.force_login(lead)
    [chosen] = re.findall(r'name="invite-role".*?<option value="(\w*)" selected', people(client, conference).text, re.S)
    sent = {"invite": "1", "invite-email": "olga@example.org"}
    page = people(client, conference, **sent, **{"invite-role": chosen})
    assert (page.status_code, conference.invitations.exists()) == (200, False)
    assert 'value="olga@example.org"' in page.text


def test_lead_gives_further_roles_to_who_works_here_and_to_nobody_else(client, conference, lead):
    colleague, strange = member((conference, Role.READER)), OrganiserFactory(is_superuser=False)
    client.force_login(lead)
    assert strange.username not in people(client, conference).text
    people(client, conference, give="1", **{"give-user": colleague.pk, "give-role": "needs"})
    people(client, conference, give="1", **{"give-user": strange.pk, "give-role": "lead"})
    assert (roles_of(colleague), roles_of(strange)) == ({(conference.pk, "reader"), (conference.pk, "needs")}, set())
    page = people(client, conference)
    assert colleague.username in re.search(r'class="untold-note">(.*?)</p>', page.text, re.DOTALL)[1]
    history = client.get(f"/admin/programme/conference/{conference.pk}/history/")
    assert colleague.username in history.text


def test_row_of_another_conference_is_not_touched_by_the_page_of_this_one(client, conference, lead):
    other = ConferenceFactory()
    theirs = member((other, Role.LEAD)).memberships.get()
    invited = actions.invite(other, email="x@example.org", role=Role.READER, by=theirs.user)
    client.force_login(lead)
    people(client, conference, take=theirs.pk)
    people(client, conference, revoke=invited.pk)
    invited.refresh_from_db()
    assert (Membership.objects.filter(pk=theirs.pk).exists(), invited.revoked_at) == (True, None)


def test_last_lead_stays_unless_a_superuser_takes_the_role_away(client, conference, lead):
    membership = lead.memberships.get()
    with pytest.raises(LastLead):
        actions.take_role_away(membership, by=lead)
    client.force_login(lead)
    people(client, conference, take=membership.pk)
    assert "letzte Person" in people(client, conference).text
    assert Membership.objects.filter(pk=membership.pk).exists()
    actions.take_role_away(membership, by=OrganiserFactory())
    assert not Membership.objects.exists()


def test_lead_touches_no_superuser(conference, lead):
    superuser = OrganiserFactory()
    membership = actions.give_role(conference, superuser, Role.LEAD, by=superuser)
    with pytest.raises(AccountOfASuperuser):
        actions.take_role_away(membership, by=lead)
    with pytest.raises(AccountOfASuperuser):
        actions.give_role(conference, superuser, Role.NEEDS, by=lead)


def test_role_twice_is_one(conference, lead):
    user = OrganiserFactory(is_superuser=False, is_staff=False)
    for _again in range(2):
        actions.give_role(conference, user, Role.READER, by=lead)
    user.refresh_from_db()
    assert (user.memberships.count(), user.is_staff) == (1, True)


# The end


def test_invitations_and_their_mails_are_deleted_when_they_are_over_for_long(invitation, conference, lead):
    kept = actions.invite(conference, email="uwe@example.org", role=Role.READER, by=lead)
    later = timezone.now() + Invitation.VALID + Invitation.KEPT + datetime.timedelta(days=1)
    Invitation.objects.filter(pk=kept.pk).update(sent_at=later)
    assert actions.forget_invitations(later) == 1
    assert list(Invitation.objects.all()) == [kept]
    assert list(Message.objects.values_list("to", flat=True)) == ["uwe@example.org"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"accepted_at": timezone.now(), "revoked_at": timezone.now()},
        {"accepted_by_id": 1},
        {"role": "king"},
        {"email": "Olga@EXAMPLE.org"},
    ],
)
def test_database_refuses_an_invitation_that_cannot_be(invitation, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**wrong)


def test_database_keeps_one_open_invitation_of_an_address(invitation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(conference=invitation.conference, email=invitation.email, role="lead")


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"role": "lead"}])
def test_database_refuses_a_role_that_cannot_be(conference, lead, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(conference=conference, user=lead, **wrong)


def test_roles_go_with_the_account_and_with_the_conference(conference, lead):
    colleague = member((conference, Role.READER))
    colleague.delete()
    assert list(Membership.objects.values_list("user", flat=True)) == [lead.pk]
    Conference.objects.all().delete()
    assert not Membership.objects.exists()
