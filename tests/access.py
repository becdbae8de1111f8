"""Who may do what at which address: the one table that tests/test_access.py holds against the running program.

A new address belongs into PAGES, a new model of the admin into ADMIN_MODELS; the build fails until it stands there.
Statuses are what the server answers; `LOGIN` is the redirect to the page where organisers sign in.
"""

from dataclasses import dataclass

from tests.access_of_roles import HELPER, LEAD, READS, ROLES, SEES_PEOPLE, WRITES, who_may

ANONYMOUS = "anonymous"
ATTENDEE = "an attendee by their link"
STRANGER = "an attendee of another conference by their link"
SPEAKER = "a speaker by their link"
STAFF = "a member of staff without permissions"
ORGANISER = "an organiser"
PERSONAS = [ANONYMOUS, ATTENDEE, STRANGER, SPEAKER, STAFF, ORGANISER]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]

LOGIN = "login"


def attendees(status, others):
    return {ATTENDEE: status, STRANGER: status, "others": others}


def speakers(status, others):
    return {SPEAKER: status, "others": others}


def signed_in(status, others=LOGIN):
    return {**dict.fromkeys([STAFF, ORGANISER, *ROLES], status), "others": others}


REST = dict.fromkeys(["put", "delete", "options"], signed_in(405))  # of a page that is read, and sent by POST


def organisers(status, staff=403, roles=(), without=403):
    """Who has these roles is answered as an organiser is, who has another one with the status `without`."""
    of_roles = {**dict.fromkeys(ROLES, without), **dict.fromkeys(roles, status)}
    return {ORGANISER: status, STAFF: staff, **of_roles, "others": LOGIN}


def of_conference(status, roles=()):
    """A page of one conference, which for those who have no part in it is not there."""
    return organisers(status, staff=404, roles=roles)


@dataclass(frozen=True)
class Access:
    """What an address answers to each method: one status for everybody, or one for each persona.

    HEAD answers like GET. `query` goes with every request; `code` names what of tests.seed.Side has the code that
    stands in the path.
    """

    get: object
    post: object = 405
    put: object = 405
    delete: object = 405
    options: object = 405
    query: str = ""
    code: str = "session"

    def expected(self, method, persona):
        answer = getattr(self, "get" if method == "HEAD" else method.lower())
        return answer.get(persona, answer.get("others")) if isinstance(answer, dict) else answer


def any_method(answer, **kwargs):
    """An address that answers every method alike, as the admin's and allauth's own views do."""
    return Access(answer, answer, answer, answer, answer, **kwargs)


def form(answer, *, delete, options):
    """A page of allauth with a form: PUT is another word for POST there."""
    return Access(answer, post=answer, put=answer, delete=delete, options=options)


def read(answer, *, not_allowed):
    """A page of a library that may only be read; whoever may not see it learns nothing about methods, either."""
    return Access(answer, not_allowed, not_allowed, not_allowed, signed_in(200))


PUBLIC = Access(200)
PERSONAL = attendees(302, others=403)
# A page that asks organisers to show once more that it is they.
ASKS_AGAIN = any_method(signed_in(302))

PAGES = {
    # Anybody
    "": PUBLIC,
    "<slug:conference>/": PUBLIC,
    "<slug:conference>/choice/": PUBLIC,
    "<slug:conference>/embed/": PUBLIC,
    "<slug:conference>/calendar.ics": PUBLIC,
    "<slug:conference>/changes.atom": PUBLIC,
    "<slug:conference>/share-<slug:digest>.png": PUBLIC,
    "<slug:conference>/sessions/<slug:code>/share-<slug:digest>.png": PUBLIC,
    "<slug:conference>/schedule.xml": PUBLIC,
    "<slug:conference>/schedule.json": PUBLIC,
    **{f"<slug:conference>/programme.{ending}": PUBLIC for ending in ("csv", "xlsx", "md")},
    "<slug:conference>/sessions/<slug:code>/": PUBLIC,
    "<slug:conference>/sessions/<slug:code>/calendar.ics": PUBLIC,
    "<slug:conference>/sessions/<slug:code>/files/<slug:digest>.<slug:kind>": PUBLIC,
    **{f"<slug:conference>/{name}/": PUBLIC for name in ("hosts", "rooms", "tracks")},
    **{f"<slug:conference>/{name}s/<slug:code>/": Access(200, code=name) for name in ("host", "room", "track")},
    "<slug:conference>/speakers/": PUBLIC,
    "<slug:conference>/speakers/<slug:code>/": Access(200, code="speaker"),
    "<slug:conference>/speakers/<slug:code>/calendar.ics": Access(200, code="speaker"),
    "<slug:conference>/speakers/<slug:code>/picture-<slug:digest>.webp": Access(200, code="speaker"),
    **{f"<slug:conference>/{name}/": PUBLIC for name in ("imprint", "contact", "privacy", "accessibility")},
    "<slug:conference>/register/": Access(200, post=200),
    "<slug:conference>/register/done/": PUBLIC,
    "c/<slug:code>/": Access(200),  # of nobody, or of anybody: it says the same
    # By the code on a paper; without the names of people.
    "<slug:conference>/certificates/<slug:code>/": Access(200, code="certificate"),
    "me/link/": Access(200, post=200),
    "me/erased/": Access(200),
    "me/link/sent/": Access(200),
    "me/leave/": Access(405, post=302),
    "me/left/": Access(200),
    "healthz": PUBLIC,
    "readyz": Access(503),  # no worker runs in these tests
    "robots.txt": PUBLIC,
    "sitemap.xml": PUBLIC,
    "favicon.ico": Access(302),
    ".well-known/security.txt": PUBLIC,
    # Programs, which may ask first whether they may
    **{f"api/v1/{route}": Access(200, options=204) for route in ("", "openapi.json", "conferences/")},
    **{
        f"api/v1/conferences/<slug:conference>/{route}": Access(200, options=204)
        for route in (
            "",
            "sessions/",
            "sessions/<slug:code>/",
            "breaks/",
            "speakers/",
            "rooms/",
            "tracks/",
            "organisations/",
        )
    },
    "api/v1/conferences/<slug:conference>/speakers/<slug:code>/": Access(200, options=204, code="speaker"),
    "api/": any_method(404),
    "api/<path:rest>": any_method(404),
    # Attendees, each their own page
    "me/": Access(attendees(200, others=403)),
    "me/calendar.ics": Access(attendees(200, others=403)),
    "me/confirm/": Access(405, post=PERSONAL),
    "me/take/": Access(405, post=PERSONAL),
    "me/cancel/": Access(405, post=PERSONAL),
    "me/cancel-all/": Access(405, post=PERSONAL),
    "me/switch/": Access(405, post=PERSONAL),
    "me/feed/": Access(405, post=PERSONAL),
    "me/feed.ics": Access(404),  # by the token in the address alone
    "me/new-address/": Access(405, post=attendees(200, others=403)),
    "me/address/": Access(403, post=403),  # by the link in a mail to the new address
    "me/resend/": Access(405, post=PERSONAL),
    "me/feedback/": Access(405, post=attendees(200, others=403)),
    "me/needs/": Access(405, post=PERSONAL),
    "me/answers/": Access(405, post=PERSONAL),
    "me/name/": Access(405, post=attendees(200, others=403)),
    "me/data.json": Access(attendees(200, others=403)),
    "me/certificate.pdf": Access(405, post=attendees(200, others=403)),
    "me/erase/": Access(405, post=attendees(200, others=403)),
    "me/join/<slug:code>/": Access(403, post=403),  # by the key in a link for this person and this session
    "me/reminders/": Access(403, post=403),  # by the key in a link, without a cookie (RFC 8058)
    # Helpers at a door, by a link of which none of these has one
    **{f"helper/{page}": Access(403) for page in ("", "no-network/")},
    **{f"helper/{act}/": Access(405, post=403) for act in ("mark", "walk-in", "marks")},
    "helper/end/": Access(405, post=302),
    "helper/worker.js": PUBLIC,
    # Speakers, each their own page
    "speaker/join/<slug:code>/": Access(403, post=403),  # the same
    "speaker/reminders/": Access(403, post=403),
    "speaker/": Access(speakers(200, others=403)),
    "speaker/answer/": Access(405, post=speakers(200, others=403)),
    # POST without what the form had shown would take their organisation away: it answers 200 with the refusal.
    "speaker/profile/": Access(speakers(200, others=403), post=speakers(200, others=403)),
    "speaker/picture/": Access(speakers(200, others=403)),
    # The same for a form without the values that its page showed.
    "speaker/session/<slug:code>/": Access(speakers(200, others=403), post=speakers(200, others=403)),
    "speaker/session/<slug:code>/files/": Access(speakers(200, others=403), post=speakers(200, others=403)),
    "speaker/session/<slug:code>/files/<slug:digest>/": Access(speakers(200, others=403)),
    "speaker/session/<slug:code>/files/<slug:digest>/remove/": Access(405, post=speakers(302, others=403)),
    "speaker/consent/": Access(405, post=speakers(302, others=403)),
    "speaker/data.json": Access(speakers(200, others=403)),
    # The way in for organisers
    "accounts/": any_method(302),
    "accounts/login/": form(signed_in(302, others=200), delete=signed_in(302, others=405), options=signed_in(302, 200)),
    "accounts/invitation/": Access(403, post=403),  # by the link in an e-mail, of which none of these has one
    "accounts/logout/": Access(signed_in(200, others=302), post=302, options=200),
    "accounts/inactive/": Access(200, options=200),
    "accounts/reauthenticate/": form(signed_in(200), delete=signed_in(405), options=signed_in(200)),
    "accounts/password/change/": form(signed_in(200), delete=signed_in(405), options=signed_in(200)),
    "accounts/password/set/": ASKS_AGAIN,
    "accounts/2fa/": read(signed_in(200), not_allowed=signed_in(405)),
    "accounts/2fa/authenticate/": any_method(302),  # only between password and second factor
    "accounts/2fa/reauthenticate/": ASKS_AGAIN,
    "accounts/2fa/totp/activate/": ASKS_AGAIN,
    "accounts/2fa/totp/deactivate/": any_method(signed_in(404)),  # they have none
    "accounts/2fa/recovery-codes/": read(signed_in(404), not_allowed=signed_in(405)),
    "accounts/2fa/recovery-codes/download/": any_method(signed_in(404)),
    "accounts/2fa/recovery-codes/generate/": ASKS_AGAIN,
    "accounts/2fa/webauthn/": read(signed_in(200), not_allowed=signed_in(405)),
    "accounts/2fa/webauthn/add/": ASKS_AGAIN,
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": ASKS_AGAIN,
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": ASKS_AGAIN,
    "accounts/2fa/webauthn/login/": form(302, delete=signed_in(302, others=405), options=signed_in(302, others=200)),
    "accounts/2fa/webauthn/reauthenticate/": ASKS_AGAIN,
    # The admin, apart from its models
    "admin/": any_method(signed_in(200)),
    "admin/login/": any_method(signed_in(302)),
    "admin/logout/": Access(
        signed_in(405, others=302),
        post=302,
        put=signed_in(405, others=302),
        delete=signed_in(405, others=302),
        options=signed_in(200, others=302),
    ),
    "admin/password_change/": any_method(signed_in(302)),
    "admin/password_change/done/": any_method(signed_in(302)),
    "admin/autocomplete/": Access(
        organisers(200, roles=WRITES),
        post=signed_in(405),
        put=signed_in(405),
        delete=signed_in(405),
        options=signed_in(200),
        query="?app_label=programme&model_name=appearance&field_name=speaker",
    ),
    "admin/jsi18n/": read(signed_in(200), not_allowed=signed_in(405)),
    "admin/r/<path:content_type_id>/<path:object_id>/": any_method(
        organisers(302, staff=404, roles=READS, without=404)
    ),
    "admin/<app_label>/": any_method(organisers(200, staff=404, roles=READS, without=404)),
    "admin/<url>": any_method(signed_in(404)),
    "admin/auth/user/<id>/password/": any_method(organisers(200)),
    "admin/mail/message/stop/": Access(signed_in(405), post=organisers(302), **REST),
    "admin/mail/message/release/": Access(signed_in(405), post=organisers(302), **REST),
    "admin/programme/conference/import/": Access(
        organisers(200, roles=WRITES), post=organisers(200, roles=WRITES), **REST
    ),
    "admin/programme/speaker/<path:object_id>/picture/": Access(
        organisers(200, roles=WRITES), post=signed_in(405), **REST
    ),
    "admin/programme/session/<path:object_id>/files/<slug:digest>/": Access(
        organisers(200, roles=WRITES), post=signed_in(405), **REST
    ),
    # There are two conferences: each list is led to that of the one in hand. POST without rows brings the page back.
    **{
        f"admin/programme/{model}/edit/": Access(
            {**organisers(200, roles=WRITES), ORGANISER: 302}, *[organisers(200, roles=WRITES)] * 4
        )
        for model in ("session", "speaker")
    },
    # POST without the changes that were shown does nothing.
    "admin/programme/conference/<path:object_id>/untold/": Access(
        of_conference(200, WRITES), post=of_conference(200, WRITES), **REST
    ),
    # Of nothing that is to do, and of nobody who was not asked; a button makes public what is public already.
    **{
        f"admin/programme/conference/<path:object_id>/{address}/": Access(
            of_conference(get, who), post=of_conference(post, who), **REST
        )
        for address, get, post, who in [
            ("put-off", 302, 302, WRITES),
            ("ask-all", 302, 302, WRITES),
            ("publish", 200, 302, [LEAD]),
            ("people", 200, 200, [LEAD]),
            ("use-again", 200, 200, []),
        ]
    },
    # Of an event that is not there.
    **{
        f"admin/programme/{model}/<path:object_id>/history/<int:event>/<slug:field>/": Access(
            organisers(404, roles=[LEAD] if model == "conference" else WRITES),
            post=organisers(404, roles=[LEAD] if model == "conference" else WRITES),
            **REST,
        )
        for model in ("conference", "organisation", "room", "session", "slot", "speaker", "track")
    },
    "admin/programme/conference/<path:object_id>/take-up-again/": Access(
        signed_in(405), post=of_conference(302, WRITES), **REST
    ),
    # Of no list that there is.
    **{
        f"admin/programme/conference/<path:object_id>/{act}-view/": Access(signed_in(405), post=signed_in(404), **REST)
        for act in ("save", "delete")
    },
    **{
        f"admin/programme/conference/<path:object_id>/{address}": Access(
            of_conference(200, who), post=signed_in(405), **REST
        )
        for address, who in [
            ("preview/", READS),
            ("day/", (*READS, HELPER)),
            ("feedback/", SEES_PEOPLE),
            ("feedback.csv", SEES_PEOPLE),
            ("timetable/", READS),
            ("timetable/<slug:key>/numbers/", WRITES),
        ]
    },
    # POST without what the form had shown is refused in words.
    "admin/programme/conference/<path:object_id>/timetable/<slug:key>/": Access(
        of_conference(200, WRITES), post=of_conference(200, WRITES), **REST
    ),
    "admin/registration/registration/check-rules/": Access(organisers(200), post=organisers(302), **REST),
    # POST without the name of what is wanted brings nothing.
    "admin/programme/conference/<path:object_id>/paper/": Access(
        of_conference(200, READS), post=of_conference(404, READS), **REST
    ),
    "admin/programme/conference/<path:object_id>/paper/<str:name>": Access(
        of_conference(200, READS), post=signed_in(405), **REST
    ),
    # Of a text that is not theirs; POST says that it brings nothing.
    "admin/programme/conference/import/<slug:code>/": Access(
        organisers(404, roles=WRITES), post=organisers(200, roles=WRITES), **REST
    ),
}

# What an organiser may do with each model; staff without permissions may do nothing with any of them.
ADMIN_MODELS = {
    "auth/group": "add change delete",
    "auth/user": "add change delete",
    "mail/message": "change",
    "mfa/authenticator": "delete",
    "programme/appearance": "change delete",
    "programme/conference": "add change delete",
    "programme/mailtext": "add change delete",
    "programme/organisation": "add change delete",
    "programme/proposal": "change",
    "programme/room": "add change delete",
    "programme/session": "add change delete",
    "programme/slot": "add change delete",
    "programme/speaker": "add change delete",
    "programme/track": "add change delete",
    "registration/accessneeds": "",
    "registration/attendee": "add change",
    "registration/helperlink": "add change delete",
    "registration/export": "",
    "registration/mailing": "add change delete",
    "registration/question": "add change delete",
    "registration/registration": "change",
    "womconf/signin": "",
}
# Not even superusers see these, unless they are in the group.
FOR_A_NAMED_ROLE = {"registration/accessneeds"}
# An empty form of these is complete: nothing can be typed, or nothing has to be.
WITHOUT_FIELDS = {"mail/message", "programme/mailtext", "registration/helperlink", "registration/registration"}
# Where there are several conferences, the address of each other list leads to that of the conference in hand.
OF_NO_CONFERENCE = {"auth/group", "auth/user", "mfa/authenticator", "programme/conference", "womconf/signin"}


def model_pages(model, allowed):
    """Return the rows of the six addresses that the admin has for each model."""
    may = {
        word: organisers(200 if word in allowed.split() else 403, roles=who_may(word, model))
        for word in ("add", "change", "delete")
    }
    seen = organisers(200, roles=who_may("view", model))
    if model in FOR_A_NAMED_ROLE:
        seen |= {ORGANISER: 403}
    led = {**seen, ORGANISER: 302} if seen[ORGANISER] == 200 and model not in OF_NO_CONFERENCE else seen
    change = organisers(302, roles=who_may("change", model)) if model in WITHOUT_FIELDS else may["change"]
    # At the door only those are seen who are expected today.
    gone = {HELPER: 302} if model == "registration/registration" else {}
    nothing_to_save = {HELPER: 403} if gone else {}
    page = {**seen, **gone}
    route = f"admin/{model}/"
    return {
        route: Access(led, seen, seen, seen, seen),
        f"{route}add/": any_method(may["add"]),
        f"{route}<path:object_id>/": any_method(signed_in(302)),
        f"{route}<path:object_id>/history/": Access(page, {**page, **nothing_to_save}, page, page, page),
        f"{route}<path:object_id>/delete/": any_method(may["delete"]),
        f"{route}<path:object_id>/change/": Access(page, {**change, **nothing_to_save}, page, page, page),
    }


TABLE = PAGES | {
    route: row for model, allowed in ADMIN_MODELS.items() for route, row in model_pages(model, allowed).items()
}
