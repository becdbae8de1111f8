"""Rules that only a trigger can state, so that they hold whatever door a row comes through, psql included."""

import pgtrigger

# For womconf.kept.triggers.announced: the conference of a row that names a session or a speaker.
OF_SESSION = "(SELECT conference_id FROM programme_session WHERE id = {row}.session_id)"
OF_SPEAKER = "(SELECT conference_id FROM programme_speaker WHERE id = {row}.speaker_id)"


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


def raises_revisions(name, columns, sessions, *, comes_and_goes=False):
    """Raise the revision of the sessions whose calendar entries show these columns of a row.

    `sessions` is SQL that finds the ids of these sessions; NEW is the row. `comes_and_goes`: an entry shows, too, that
    there is such a row; OLD and NEW are NULL where there is none.
    """
    operation, condition = pgtrigger.UpdateOf(*columns), pgtrigger.AnyChange(*columns)
    if comes_and_goes:
        operation, condition = pgtrigger.Insert | operation | pgtrigger.Delete, None
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=condition,
        # Locked in the order of their ids: two such changes at once would else wait for each other.
        func=f"""
            PERFORM FROM programme_session WHERE id IN ({sessions}) ORDER BY id FOR NO KEY UPDATE;
            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()
            WHERE id IN ({sessions});
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
