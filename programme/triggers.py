"""Rules that only a trigger can state, so that they hold whatever door a row comes through, psql included."""

import pgtrigger

# For womconf.kept.triggers.announced: the conference of a row that names a session or a speaker.
OF_SESSION = "(SELECT conference_id FROM programme_session WHERE id = {row}.session_id)"
OF_SPEAKER = "(SELECT conference_id FROM programme_speaker WHERE id = {row}.speaker_id)"
OF_SESSIONS = "SELECT id FROM programme_slot WHERE session_id IN ({sessions})"


def same_conference(name, **paths):
    """Refuse a row that points into two conferences.

    `paths` maps a foreign key column of the table to the table that it points to; each of those tables, and the row
    itself where it has the column `conference_id`, must name the same conference. A column that is NULL is left out.
    """
    found = " UNION ALL ".join(
        f"SELECT conference_id FROM {table} WHERE id = NEW.{column}" for column, table in sorted(paths.items()) if table
    )
    if "conference_id" in paths:
        found += " UNION ALL SELECT NEW.conference_id"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF (SELECT count(DISTINCT conference_id) FROM ({found}) AS found) > 1 THEN
                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', TABLE = TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )


def raises_revisions(name, columns, sessions, *, slots=OF_SESSIONS, unless=None):
    """Raise the revisions of the slots whose calendar entries show these columns of a row; note it at their sessions.

    `sessions` is SQL that finds the ids of the sessions, `slots` that of the slots (default: all of these sessions);
    NEW is the row. `unless`: an entry shows, too, that there is such a row, but not if this SQL is true; OLD and NEW
    are NULL where there is none.
    """
    operation, condition, skip = pgtrigger.UpdateOf(*columns), pgtrigger.AnyChange(*columns), ""
    if unless:
        operation, condition = pgtrigger.Insert | operation | pgtrigger.Delete, None
        skip = f"IF {unless} THEN RETURN NULL; END IF;"
    slots = slots.format(sessions=sessions)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=condition,
        # Locked in one order, sessions before slots, each by their ids: two such changes at once would else wait for
        # each other.
        func=f"""
            {skip}
            PERFORM FROM programme_session WHERE id IN ({sessions}) ORDER BY id FOR NO KEY UPDATE;
            PERFORM FROM programme_slot WHERE id IN ({slots}) ORDER BY id FOR NO KEY UPDATE;
            UPDATE programme_session SET changed_at = clock_timestamp() WHERE id IN ({sessions});
            UPDATE programme_slot SET revision = revision + 1, changed_at = clock_timestamp() WHERE id IN ({slots});
            RETURN NULL;
        """,
    )


def leaves_nothing_behind(name, *statements):
    """Delete with the row of a person what other tables hold about them, whoever deletes the row, psql included.

    `statements` are SQL; OLD is the row of the person.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        func=" ".join(f"{statement};" for statement in [*statements, "RETURN NULL"]),
    )
