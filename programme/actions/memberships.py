"""Who works on a conference: roles given and taken away, invitations sent, accepted and revoked.

Each locks the conference first: two leads who take the role from each other at once leave one of them.
"""

from django.db.models import F
from django.utils import timezone

from programme import invitation_letters, roles
from programme.actions.locks import lock_conference, transition
from programme.exceptions import AccountOfASuperuser, InvitationIsOver, LastLead
from programme.models import Invitation, Membership, Role


@transition
def give_role(conference, user, role, *, by):
    """Give somebody a role in a conference. Return the Membership; one that is there stays as it is."""
    conference = lock_conference(conference)
    _refuse_superusers(user, by)
    return _give(conference, user, role, by)


@transition
def take_role_away(membership, *, by):
    """Take a role away from somebody. The last lead stays, unless a superuser takes the role away."""
    conference = lock_conference(membership.conference)
    membership = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if membership is None:
        return
    _refuse_superusers(membership.user, by)
    if membership.role == Role.LEAD and not by.is_superuser:
        others = conference.memberships.filter(role=Role.LEAD, user__is_active=True).exclude(pk=membership.pk)
        if not others.exists():
            raise LastLead
    membership.delete()


@transition
def invite(conference, *, email, role, by):
    """Invite somebody to a role by mail. Return the Invitation.

    An address has one that is open: a further one takes its place, and its link with it.
    """
    conference = lock_conference(conference)
    invitation = conference.invitations.open().filter(email=email).first()
    if invitation is None:
        invitation = Invitation.objects.create(conference=conference, email=email, role=role, by=by)
    else:
        invitation.role, invitation.by, invitation.sent_at = role, by, timezone.now()
        invitation.link_version = F("link_version") + 1
        invitation.save()
    invitation.refresh_from_db()
    invitation_letters.send_invitation(invitation)
    return invitation


@transition
def revoke_invitation(invitation):
    """Let the link of an invitation open nothing any more. Return how many there were: 0 or 1."""
    lock_conference(invitation.conference)
    return Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())


@transition
def accept_invitation(invitation, user):
    """Give somebody the role that they were invited to. Return the Membership.

    It counts once, for a time, and only while whoever sent it may still give roles: else somebody whose role was taken
    away could have invited themselves before.
    """
    conference = lock_conference(invitation.conference)
    invitation = _valid(invitation)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return _give(conference, user, invitation.role, invitation.by)


@transition
def accept_with_new_account(invitation, form):
    """Make the account that a valid form describes, and give it the role. Return the user."""
    lock_conference(invitation.conference)
    user = form.save(commit=False)
    user.email = _valid(invitation).email
    user.save()
    accept_invitation(invitation, user)
    return user


def forget_invitations(now=None):
    """Delete invitations that are over for long, with their mails. Return how many there were."""
    past = Invitation.objects.past(now or timezone.now())
    for invitation in past:
        invitation_letters.forget(invitation)
        invitation.delete()
    return len(past)


def can_be_accepted(invitation, now=None):
    """Whether an invitation counts at this moment."""
    by = invitation.by
    return invitation.is_valid(now) and by is not None and by.has_perm(roles.GIVE_ROLES, invitation.conference)


def _valid(invitation):
    invitation = Invitation.objects.select_related("conference", "by").get(pk=invitation.pk)
    if not can_be_accepted(invitation):
        raise InvitationIsOver
    return invitation


def _give(conference, user, role, by):
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return Membership.objects.get_or_create(conference=conference, user=user, role=role, defaults={"by": by})[0]


def _refuse_superusers(user, by):
    if user.is_superuser and not by.is_superuser:
        raise AccountOfASuperuser
