"""The page of a conference with everybody who works on it: their roles, and invitations."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme import actions
from programme.account_forms import GiveForm, InviteForm, name_and_login
from programme.admin.banner import is_key
from programme.admin.base import on_their_way
from programme.admin.desk import conference_or_404, page
from programme.exceptions import ProgrammeError
from programme.models import Role
from programme.roles import GIVE_ROLES, MEANING
from womconf.mail.models import Message
from womconf.rights import who_works_everywhere


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, object_id):
    """Show who has which role; give and take roles, invite and take invitations back."""
    conference = conference_or_404(request, object_id, GIVE_ROLES)
    forms = {
        name: form(request.POST if name in request.POST else None, prefix=name, **given)
        for name, form, given in [
            ("give", GiveForm, {"conference": conference, "by": request.user}),
            ("invite", InviteForm, {}),
        ]
    }
    act = next((act for name, act in BUTTONS.items() if name in request.POST), None)
    if request.method == "POST" and act:
        try:
            done = act(request, conference, forms)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
            done = False
        if done is not None:
            return redirect("admin:programme_people", conference.pk)
    with timezone.override(conference.zone):
        return _page(request, conference, forms).render()


def _give(request, conference, forms):
    """Return None where the form says what is wrong; so do the others."""
    if not forms["give"].is_valid():
        return None
    chosen = forms["give"].cleaned_data
    given = actions.give_role(conference, chosen["user"], chosen["role"], by=request.user)
    messages.success(
        request, _("%(who)s: %(role)s.") % {"who": name_and_login(given.user), "role": given.get_role_display()}
    )
    return True


def _invite(request, conference, forms):
    if not forms["invite"].is_valid():
        return None
    actions.invite(conference, **forms["invite"].cleaned_data, by=request.user)
    messages.success(request, on_their_way(1))
    return True


def _take(request, conference, forms):
    membership = _row(conference.memberships, request.POST["take"])
    if membership:
        actions.take_role_away(membership, by=request.user)
        words = _("%(who)s does not have this role any more: %(role)s.")
        messages.success(
            request, words % {"who": name_and_login(membership.user), "role": membership.get_role_display()}
        )
    return True


def _revoke(request, conference, forms):
    invitation = _row(conference.invitations, request.POST["revoke"])
    if invitation and actions.revoke_invitation(invitation):
        messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    return True


BUTTONS = {"give": _give, "invite": _invite, "take": _take, "revoke": _revoke}


def _row(rows, key):
    """Return the row of the conference that a button names, None where there is none (any more)."""
    return rows.filter(pk=key).first() if is_key(key) else None


def _page(request, conference, forms):
    memberships = conference.memberships.select_related("user", "by").order_by("user__username", "pk")
    by_user = {}
    for membership in memberships:
        by_user.setdefault(membership.user, []).append(membership)
    comes_back = Exists(Message.objects.bounced().filter(to=OuterRef("email")))
    invitations = conference.invitations.annotate(comes_back=comes_back).select_related("by", "accepted_by")
    context = {
        "people": [(name_and_login(user), user, theirs) for user, theirs in by_user.items()],
        "read_needs": [(name_and_login(each.user), each) for each in memberships if each.role == Role.NEEDS],
        "everywhere": map(name_and_login, who_works_everywhere().order_by("username")),
        "invitations": [(each, each.is_valid()) for each in invitations.order_by("-pk")],
        "history": reverse("admin:programme_conference_history", args=[conference.pk]),
        "needs_second_factor": settings.REQUIRE_SECOND_FACTOR,
        "roles": [(role.label, MEANING[role]) for role in Role],
        **forms,
    }
    return page(request, "admin/programme/people.html", _("People of this conference"), **context)
