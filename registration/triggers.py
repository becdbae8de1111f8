"""What the database does by itself when a person is changed or deleted."""

import pgtrigger

from programme.triggers import leaves_nothing_behind

# Which columns an UPDATE changed: their names, never what stood in them; not those that follow from others.
CHANGED_COLUMNS = """
    INSERT INTO registration_attendeechange (attendee_id, fields, changed_at)
    SELECT NEW.id, array_agg(key ORDER BY key), now()
    FROM jsonb_each_text(to_jsonb(NEW)) AS later JOIN jsonb_each_text(to_jsonb(OLD)) AS earlier USING (key)
    WHERE later.value IS DISTINCT FROM earlier.value AND NOT starts_with(key, 'folded_')
    HAVING count(*) > 0;
    RETURN NEW;
"""
ATTENDEE = [
    pgtrigger.Trigger(
        name="attendee_log_changed_fields",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
        func=CHANGED_COLUMNS,
    ),
    leaves_nothing_behind(
        "attendee_leaves_nothing_behind",
        "DELETE FROM registration_attendeechange WHERE attendee_id = OLD.id",
        # Files that organisers have ordered hold everybody of the conference; another one is soon made.
        "DELETE FROM registration_orderedfile WHERE conference_id = OLD.conference_id",
    ),
]
