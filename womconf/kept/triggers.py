"""Triggers that announce what changes of the rows that public pages show, whichever door it comes through."""

import pgtrigger

from womconf.kept.listening import CHANNEL

OF_CONFERENCE = "{row}.conference_id"


def announced(conference=OF_CONFERENCE, columns=None):
    """Announce each change of a model's table at its commit, once for each conference; a class decorator.

    `conference` is SQL for the key of a row's conference, where `{row}` is the row; where it finds none, the change
    concerns all of them. `columns`: those that a page shows, if not all of them.
    """

    def register(model):
        return pgtrigger.register(*_triggers(model._meta.model_name, conference, columns))(model)

    return register


def _triggers(name, conference, columns):
    old, new = conference.format(row="OLD"), conference.format(row="NEW")
    same = " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in columns or ())
    return [
        pgtrigger.Trigger(
            name=f"{name}_is_announced",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    IF {same or "OLD IS NOT DISTINCT FROM NEW"} THEN
                        RETURN NULL;
                    END IF;
                END IF;
                IF TG_OP <> 'INSERT' THEN
                    PERFORM pg_notify('{CHANNEL}', {old}::text);
                END IF;
                IF TG_OP <> 'DELETE' THEN
                    PERFORM pg_notify('{CHANNEL}', {new}::text);
                END IF;
                RETURN NULL;
            """,
        ),
        pgtrigger.Trigger(
            name=f"{name}_truncated_is_announced",
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=f"NOTIFY {CHANNEL}; RETURN NULL;",
        ),
    ]
