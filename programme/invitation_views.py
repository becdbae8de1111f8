"""The page that an invitation by mail opens: GET shows it, POST accepts it. Nobody gets a role without signing in."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from programme import actions
from programme.account_forms import AccountForm
from programme.exceptions import ProgrammeError
from programme.models import Invitation
from womconf import links
from womconf.accounts import lacks_second_factor
from womconf.privacy import private

FORBIDDEN, GONE = 403, 410


@private
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request):
    if key := request.GET.get("key"):
        try:
            return links.exchange(key, links.INVITATION, "invitation")
        except links.InvalidLink:
            return _none(request, is_broken=True)
    found = _opened(request)
    if found is None:
        return _none(request)
    if not actions.can_be_accepted(found):
        return _none(request, invitation=found, status=GONE)
    if not links.is_whose(request, found.code):
        return links.refuse(request, [])
    return _as_somebody(request, found) if request.user.is_authenticated else _as_nobody(request, found)


def _opened(request):
    """Return the Invitation that the cookie of this browser stands for; None where its link is another one by now."""
    try:
        code, version = links.recall(request, links.INVITATION)
    except links.InvalidLink:
        return None
    found = Invitation.objects.select_related("conference", "by", "accepted_by")
    return found.filter(code=code, link_version=version).first()


def _as_somebody(request, found):
    """Let somebody who is signed in accept with their account, once their second factor has opened it."""
    is_locked = lacks_second_factor(request)
    if request.method == "POST" and not is_locked:
        try:
            actions.accept_invitation(found, request.user)
        except ProgrammeError as refusal:
            return _page(request, found, refusal=refusal)
        return _done(found)
    return _page(request, found, is_locked=is_locked)


def _as_nobody(request, found):
    """Lead to the sign-in, or make an account and sign in with it."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = actions.accept_with_new_account(found, form)
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
        else:
            perform_password_login(request, {"username": user.get_username()}, Login(user=user))
            return _done(found)
    return _page(request, found, form=form)


def _done(found):
    response = redirect(reverse("admin:index", query={"conference": found.conference_id}))
    links.forget(response, links.INVITATION)
    return response


def _page(request, found, **context):
    context |= {"invitation": found, "person": found.code, "needs_second_factor": settings.REQUIRE_SECOND_FACTOR}
    return render(request, "account/invitation.html", context)


def _none(request, invitation=None, *, status=FORBIDDEN, **why):
    return render(request, "account/no_invitation.html", {"invitation": invitation, **why}, status=status)
