"""What sessions lack, and what collides in the timetable."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from programme.desk.items import SESSIONS, Item, watch
from programme.desk.lacking import LACKING

COLLISIONS = ["double-booked", "room-too-small", "overfull", "outside", "follow-up-too-early", "nobody"]


# Of so many sessions, by what they lack (LACKING).
SENTENCES = {
    "time": ngettext_lazy("%d session has no time yet.", "%d sessions have no time yet."),
    "room": ngettext_lazy("%d session has no room yet.", "%d sessions have no room yet."),
    "places": ngettext_lazy(
        "%d session on site has no number of places.", "%d sessions on site have no number of places."
    ),
    "link": ngettext_lazy("%d online session has no access link.", "%d online sessions have no access link."),
    "abstract": ngettext_lazy("%d session has no text yet.", "%d sessions have no text yet."),
    "translation": ngettext_lazy("%d session is not translated yet.", "%d sessions are not translated yet."),
    "double-booked": ngettext_lazy(
        "%d session has a speaker who is elsewhere at the same time.",
        "%d sessions have a speaker who is elsewhere at the same time.",
    ),
    "room-too-small": ngettext_lazy(
        "%d session has more places than its room.", "%d sessions have more places than their room."
    ),
    "overfull": ngettext_lazy("%d session has more people than places.", "%d sessions have more people than places."),
    "outside": ngettext_lazy(
        "%d session is outside the days of the conference.", "%d sessions are outside the days of the conference."
    ),
    "follow-up-too-early": ngettext_lazy(
        "%d session has a follow-up that begins before it is over.",
        "%d sessions have a follow-up that begins before they are over.",
    ),
    "nobody": ngettext_lazy("%d session has nobody named to hold it.", "%d sessions have nobody named to hold them."),
    "somebody": ngettext_lazy(
        "In %d session somebody is still to be found: its internal note says “N.N.”.",
        "In %d sessions somebody is still to be found: their internal notes say “N.N.”.",
    ),
    "hidden": ngettext_lazy(
        "%d session is ready, but still a draft: nobody sees it.",
        "%d sessions are ready, but still drafts: nobody sees them.",
    ),
    "own-language": ngettext_lazy(
        "%d session is interpreted into its own language.", "%d sessions are interpreted into their own language."
    ),
}


@watch("programme.add_session")
def nothing_yet(desk):
    if not desk.conference.sessions.exists():
        page = reverse("admin:programme_import", query={"conference": desk.conference.pk})
        sentence = _("There is no session yet. Import your document, or add the first one.")
        yield Item("no-sessions", SESSIONS, sentence, page, _("Import a programme"))


@watch("programme.view_session")
def lacking(desk):
    for lack, (find, _words) in LACKING.items():
        found = find(desk.sessions, desk.conference).order_by()
        number, since = found.aggregate(number=Count("pk"), since=Min("created_at")).values()
        if number:
            page = reverse(
                "admin:programme_session_changelist",
                query={"conference__id__exact": desk.conference.pk, "lacking": lack},
            )
            age = None if lack in COLLISIONS else since
            yield Item(f"sessions-{lack}", SESSIONS, SENTENCES[lack] % number, page, _("Show them"), age)
