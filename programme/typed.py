"""What speakers typed into a form of theirs that is not carried out."""

from django.utils.translation import gettext as _

from programme.forms import AnswerForm, HandInForm, ProfileForm
from womconf import typed as of_forms


def typed(request):
    labels = of_forms.text_fields(AnswerForm, ProfileForm, HandInForm)
    del labels["session"]  # which session is answered for: no field to type in
    if request.POST.get("answer") == "other":
        labels["reason"] = _("When could you take part?")
    return of_forms.typed(request, labels)
