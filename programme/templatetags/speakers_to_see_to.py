from django import template
from django.urls import reverse
from django.utils import timezone

from programme.models import Appearance, Conference, Proposal

register = template.Library()
MOST_NAMED = 10


@register.simple_tag
def speakers_to_see_to():
    """Return what organisers have to do about speakers, of each conference that is not over yet.

    [{"conference", "late": [Appearance], "wishes": [Appearance], "texts": how many, and a page for each}]
    """
    now, found = timezone.now(), []
    for conference in Conference.objects.all():
        if conference.ends_at <= now and not conference.is_rehearsal:
            continue
        here = Appearance.objects.filter(session__conference=conference).select_related("speaker", "session")
        late = here.overdue(timezone.localdate(now, conference.zone)).order_by("answer_by", "pk")
        wishes = here.wishing_another_time().order_by("other_time_at")
        texts = Proposal.objects.waiting().filter(session__conference=conference).count()
        within = {"session__conference__id__exact": conference.pk}
        of_requests = reverse("admin:programme_appearance_changelist", query=within)
        found.append(
            {
                "conference": conference,
                "late": Several(late),
                "wishes": Several(wishes),
                "texts": texts,
                "late_page": f"{of_requests}&request=late",
                "wishes_page": f"{of_requests}&request=other_time",
                "texts_page": reverse(
                    "admin:programme_proposal_changelist", query=within | {"status__exact": "waiting"}
                ),
            }
        )
    return [each for each in found if each["late"].number or each["wishes"].number or each["texts"]]


class Several:
    """How many appearances there are, and the first of them by name."""

    def __init__(self, appearances):
        appearances = list(appearances)
        self.number, self.named = len(appearances), appearances[:MOST_NAMED]
        self.more = self.number - len(self.named)
