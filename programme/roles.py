"""What each role may do in its conference (womconf.rights asks).

A table in code and not in rows, so that a new version can change it, and tests see all of it. Rights have the names of
Django's permissions; a few stand for one door only, and no permission row has their name.
"""

from django.utils.translation import gettext_lazy as _

from programme.models import Role

GIVE_ROLES = "programme.change_membership"
SEE_FIGURES = "registration.view_figures"
KEEP_VIEWS = "programme.keep_views"  # of lists, for all who work there
MARK = "registration.mark_registration"  # at the door: who comes today, and that they are here


def _rights(app, **models):
    return {f"{app}.{word}_{model}" for model, words in models.items() for word in words.split()}


ALL = "add change delete view"
READS = _rights(
    "programme", conference="view", session="view", slot="view", room="view", track="view", organisation="view"
)
WRITES_PROGRAMME = READS | _rights(
    "programme",
    session=ALL,
    slot=ALL,
    room=ALL,
    track=ALL,
    organisation=ALL,
    speaker=ALL,
    appearance="change delete view",
    proposal="change view",
    mailtext=ALL,
)
SEES_TO_PEOPLE = _rights(
    "registration",
    attendee=ALL,
    registration="change view",
    question=ALL,
    helperlink=ALL,
    mailing=ALL,
    export="view",
) | _rights("mail", message="change view")

RIGHTS = {
    Role.LEAD: frozenset(
        WRITES_PROGRAMME | SEES_TO_PEOPLE | {"programme.change_conference", MARK, SEE_FIGURES, GIVE_ROLES, KEEP_VIEWS}
    ),
    Role.PROGRAMME: frozenset(WRITES_PROGRAMME | {SEE_FIGURES, KEEP_VIEWS}),
    Role.REGISTRATIONS: frozenset(READS | SEES_TO_PEOPLE | {MARK, SEE_FIGURES, KEEP_VIEWS}),
    Role.HELPER: frozenset({MARK}),
    Role.READER: frozenset(READS | {SEE_FIGURES}),
    Role.NEEDS: frozenset({"registration.view_accessneeds"}),
}

MEANING = {
    Role.LEAD: _("everything of this conference, its roles and invitations included; not what people need"),
    Role.PROGRAMME: _("sessions, speakers, rooms, imports; asks and tells people, and sees no names of attendees"),
    Role.REGISTRATIONS: _("attendees, places, presence, e-mails to many, exports; looks at the programme"),
    Role.HELPER: _("sees who comes today, and marks who is there; no addresses, no files"),
    Role.READER: _("looks at the programme and the figures; no names of attendees"),
    Role.NEEDS: _("reads what people need to take part, and nothing else"),
}
