import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH, new_code
from programme.models.conference import Conference
from programme.models.people import Appearance
from programme.models.words import Words

MAX_CHARACTERS = 2_000_000  # of a text to import, which cannot have more of them than bytes that are read
KEPT_FOR = datetime.timedelta(days=2)  # a text that nobody looks at any more
TOLD_FOR = datetime.timedelta(days=30)  # that a text was imported, without the text

ANSWERS = "answers"  # the kind of the item that keeps how the questions of a text were answered


def pseudonym(name):
    """Return the pseudonym by which the import knows a person who was deleted here; no name can be read from it."""
    return salted_hmac("programme.imported.person", name, algorithm="sha256").hexdigest()


class ImportedItemQuerySet(models.QuerySet):
    def forget_who_appears(self, speaker):
        """Forget the name of somebody in all their appearances, but not that these were imported.

        So the next import of the same text does not bring back whom an organiser has deleted.
        """
        ever = Appearance.pgh_event_model.objects.filter(speaker=speaker.pk).values("pgh_obj")
        for item in self.filter(kind="appearance", object_id__in=ever, values__has_key="speaker"):
            kept = {name: item.values.get(name) for name in ("session", "role")}
            item.values = kept | {"pseudonym": pseudonym(item.values["speaker"])}
            item.key = f"#{item.object_id}"
            item.save(update_fields=["key", "values"])


class ImportedItem(models.Model):
    """What the last import wrote into one object.

    The third side of the comparison when a text comes again: the new text, what stands in the database, and this.
    Where only the text changed, the import follows it; where an organiser changed the object since, it asks.
    One more item of a conference keeps the answers that its texts needed.
    """

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="imported_items"
    )
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=500, help_text=_("What the text calls it, normalised."))
    object_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now=True)

    objects = ImportedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind", "key"],
                name="imported_item_once",
                violation_error_message=_("This part of the document has been imported already."),
            ),
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                name="imported_object_once",
                violation_error_message=_("This was imported already, as another part of the document."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class ImportTextQuerySet(models.QuerySet):
    def still_looked_at(self):
        return self.filter(imported_at=None).defer("words")

    def past(self, now):
        """Return the texts that nobody came back to, and what tells of those that were imported long ago."""
        return self.filter(Q(imported_at=None, changed_at__lt=now - KEPT_FOR) | Q(imported_at__lt=now - TOLD_FOR))


class ImportText(models.Model):
    """A text that an organiser looks at before it is imported, so that each step of it has an address.

    It names people who have not been asked yet. So only whoever sent it sees it, and it goes when it is imported, after
    two days, or when somebody is deleted whose name stands in it. Of an imported one remains when that was, and where
    to, for whoever comes back to its address.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_texts")
    conference = models.ForeignKey(
        Conference,
        on_delete=models.SET_NULL,
        null=True,
        related_name="import_texts",
    )  # the one that was chosen; once the text is imported, the one that it is in
    source = models.CharField(max_length=200, blank=True)  # the name of the file, if it came as one
    content = models.TextField(blank=True)
    words = models.GeneratedField(expression=Words("content"), output_field=models.TextField(), db_persist=True)
    answers = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=list, blank=True)  # what was said of the document itself
    digest = models.CharField(max_length=64)  # of all that the preview is made of
    changed_at = models.DateTimeField(auto_now=True)
    imported_at = models.DateTimeField(null=True)

    objects = ImportTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text to import")
        verbose_name_plural = _("texts to import")
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("content"), MAX_CHARACTERS),
                name="import_text_has_a_size",
                violation_error_message=_("This is more than a programme as text can have."),
            ),
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(source="", content="", answers={}, told=[]),
                name="import_text_goes_when_imported",
                violation_error_message=_("What is imported is kept in the programme alone."),
            ),
        ]

    def __str__(self):
        return self.source or self.content.strip().partition("\n")[0].lstrip("# ")[:80] or self.code
