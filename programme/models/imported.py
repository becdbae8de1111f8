from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from programme.models.conference import Conference
from programme.models.people import Appearance


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
