"""What the wiring itself keeps: a log of the admin that names nobody, and when the work of a day was done."""

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Value

# What the admin's log may call by its name. Everything else is a person, or has one in its name.
THINGS = [
    "auth.group",
    "programme.conference",
    "programme.organisation",
    "programme.room",
    "programme.session",
    "programme.slot",
    "programme.track",
    "registration.option",
    "registration.question",
]
NAME_NOBODY = f"""
    IF NEW.change_message LIKE '[%' THEN
        BEGIN
            NEW.change_message := coalesce((
                SELECT jsonb_agg((
                    SELECT jsonb_object_agg(act, CASE WHEN said ? 'object' THEN said || '{{"object": "…"}}'
                                                 ELSE said END)
                    FROM jsonb_each(entry) AS part (act, said)
                ) ORDER BY number)
                FROM jsonb_array_elements(NEW.change_message::jsonb) WITH ORDINALITY AS entries (entry, number)
            )::text, '[]');
        EXCEPTION WHEN data_exception THEN  -- no JSON after all
            NEW.change_message := '';
        END;
    END IF;
    IF NOT EXISTS (
        SELECT FROM django_content_type
        WHERE id = NEW.content_type_id AND app_label || '.' || model IN ({", ".join(f"'{name}'" for name in THINGS)})
    ) THEN
        NEW.object_repr := concat_ws(' ', (SELECT model FROM django_content_type WHERE id = NEW.content_type_id),
                                     NEW.object_id);
    END IF;
    RETURN NEW;
"""  # noqa: S608 – names of our own models


class NamelessLogEntry(LogEntry):
    """An entry of the admin's log: who changed which fields of what, and when. People are numbers in it.

    Nobody deletes entries when a person is deleted, so no name may get in, whichever page or action writes it. Of rows
    inside a page (an appearance, a registration) only their kind is kept.
    """

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="log_entry_names_nobody",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NAME_NOBODY,
            ),
        ]


class DailyRun(models.Model):
    """The last day on which something that is done once a day has succeeded (womconf.clock), and what it found."""

    BACKUP = "backup"  # noted by manage.py note_backup

    name = models.CharField(max_length=60, primary_key=True)
    day = models.DateField(null=True)
    found = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    def __str__(self):
        return f"{self.name}: {self.day}"
