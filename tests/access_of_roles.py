"""What each role may do with what the admin shows, for the table in tests/access.py."""

from programme.models import Role

# Each has this role in the conference of the addresses, and leads another one: that must help them to nothing here.
ROLES = LEAD, PROGRAMME, REGISTRATIONS, HELPER, READER, NEEDS = [role.value for role in Role]
WRITES = (LEAD, PROGRAMME)
SEES_PEOPLE = (LEAD, REGISTRATIONS)
READS = (LEAD, PROGRAMME, REGISTRATIONS, READER)

# What those with a role may do with which models, beside nothing; whoever may do anything with one sees it.
PROGRAMME_MODELS = {
    "programme/appearance": "change delete",
    **dict.fromkeys(
        [f"programme/{name}" for name in ("mailtext", "organisation", "room", "session", "slot", "speaker", "track")],
        "add change delete",
    ),
    "programme/proposal": "change",
    "programme/conference": "",
}
READ_MODELS = dict.fromkeys(
    [f"programme/{name}" for name in ("conference", "organisation", "room", "session", "slot", "track")], ""
)
PEOPLE_MODELS = {
    "mail/message": "change",
    "registration/attendee": "add change",
    "registration/export": "",
    "registration/registration": "change",
    **dict.fromkeys([f"registration/{name}" for name in ("helperlink", "mailing", "question")], "add change delete"),
}
ROLE_MODELS = {
    LEAD: {**PROGRAMME_MODELS, **PEOPLE_MODELS, "programme/conference": "change"},
    PROGRAMME: PROGRAMME_MODELS,
    REGISTRATIONS: {**READ_MODELS, **PEOPLE_MODELS},
    HELPER: {"registration/registration": ""},
    READER: READ_MODELS,
    NEEDS: {"registration/accessneeds": ""},
}


def who_may(word, model):
    """Return the roles that may do something with a model: "view" or one of its words."""
    return [
        role
        for role, models in ROLE_MODELS.items()
        if model in models and (word == "view" or word in models[model].split())
    ]
