"""Acts on chosen rows: what is asked before they run."""

from functools import wraps

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

SHOWN_BEFORE_ACTING = 50


class SureForm(forms.Form):
    """A form without fields: pressing the button of its page is the answer."""

    sure = forms.BooleanField(initial=True, widget=forms.HiddenInput)


def is_sure(request):
    """Whether the button of the page was pressed that ask_first() shows with a SureForm."""
    return SureForm(request.POST).is_valid()


def ask_first(model_admin, request, queryset, *, title, explanation="", form=None, mails=(), can_act=True):
    """Show what was chosen, and ask for a word more before an action runs; the page sends it to the same action.

    `form` is what it asks for, by default that somebody is sure. `can_act` False: there is nothing to be done, as the
    explanation says. `mails` show what goes out.
    """
    field = next(name for name in request.POST if name == "action" or name.endswith("-action"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "explanation": explanation,
        "opts": model_admin.opts,
        "form": form or SureForm(),
        "mails": mails,
        "can_act": can_act,
        "chosen": queryset[:SHOWN_BEFORE_ACTING],
        "further": max(0, queryset.count() - SHOWN_BEFORE_ACTING),
        "sent": [
            (field, request.POST[field]),
            ("select_across", request.POST.get("select_across", "0")),
            *((ACTION_CHECKBOX_NAME, value) for value in request.POST.getlist(ACTION_CHECKBOX_NAME)),
        ],
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/ask_first.html", context)


def asks_for_many(action):
    """Let an action that was chosen for several rows say first how many, and wait for the answer.

    For a single row its button is answer enough. An action with an `explanation` says there what it does.
    """

    @wraps(action)
    def run(model_admin, request, queryset):
        count = queryset.count()
        if count < 2 or "sure" in request.POST:
            return action(model_admin, request, queryset)
        words = {"count": count, "things": model_ngettext(model_admin.opts, count)}
        explanation = [_("%(count)d %(things)s are chosen.") % words, str(getattr(run, "explanation", ""))]
        return ask_first(
            model_admin,
            request,
            queryset,
            title=getattr(action, "short_description", action.__name__),
            explanation=" ".join(filter(None, explanation)),
        )

    return run
