"""The mail that invites somebody to work on a conference.

Organisers add no words of their own to it, as to no mail that goes to organisers (womconf.mail.writing.OwnWords): these
are for people who take part.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext_lazy

from programme.models import Invitation
from womconf import links
from womconf.links import PersonalLink
from womconf.mail.actions import Letter, note, writes
from womconf.mail.models import Message

KIND = "invitation"


def invitation_link(invitation):
    with translation.override(invitation.conference.interface_language):
        return PersonalLink(links.INVITATION, invitation.code, invitation.link_version, reverse("invitation"))


def send_invitation(invitation):
    conference = invitation.conference
    message = Message(
        kind=KIND,
        to=invitation.email,
        language=conference.interface_language,
        conference=conference,
        key=f"{_key(invitation)}{invitation.link_version}",
        facts={"invitation": invitation.pk, "version": invitation.link_version},
    )
    note([message])


@writes(KIND, pgettext_lazy("kind of e-mail", "invitation to work on the conference"))
def write_invitation(invitation, version):
    """Nothing is left to say of an invitation that was accepted or revoked, or took another one's place."""
    invitation = Invitation.objects.open().select_related("conference", "by").filter(pk=invitation).first()
    if invitation is None or invitation.link_version != version:
        return None
    conference, by = invitation.conference, invitation.by
    return Letter(
        "programme/invitation",
        to=invitation.email,
        context={
            "invitation": invitation,
            "conference": conference,
            "by": (by.get_full_name() or by.get_username()) if by else "",
            "site": settings.BASE_URL,
        },
        zone=conference.zone,
        links={"link": invitation_link(invitation)},
        reply_to=conference.contact_email,
        sender=str(conference.title),
    )


def forget(invitation):
    """Delete what was sent about an invitation: it is nobody's who is known here."""
    Message.objects.filter(kind=KIND, key__startswith=_key(invitation)).delete()


def _key(invitation):
    return f"{KIND}:{invitation.pk}:"
