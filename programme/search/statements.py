"""The statements of a search, and the rows that they read: what visitors see of the sessions of one conference."""

from itertools import chain

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programme.languages import content_languages, interface_languages, own_name
from programme.models import Appearance, Session, Slot
from programme.models.facts import Aid

TITLE, PEOPLE, PLACE, ABSTRACT = 1000, 100, 10, 1  # what a word counts that stands there

SIGNS = " \r\t.,:;!?*_-–()[]/<>&\"„“”«»‚‘’'"  # that may stand around a word


def _folded(text):
    """Return SQL for a text without marks and in small letters, for what is sought and what is looked through.

    It is quick where unaccent leaves ASCII, as in German and English; womconf_folded takes several times as long. Each
    letter becomes the same, whatever stands beside it.
    """
    return f"""
        (SELECT CASE WHEN octet_length(plain) = char_length(plain) THEN lower(plain)
                     ELSE translate(lower(unaccent(lower(normalize(plain, NFKD)))), 'ς', 'σ') END
         FROM unaccent({text}) AS plain)
    """


def _in_all_languages(text):
    return f"""
        CASE WHEN {text} LIKE '{{%%'
             THEN array_to_string(ARRAY(SELECT value FROM jsonb_each_text({text}::jsonb)), ' ') ELSE {text} END
    """


# What sessions say by codes, with its words in each language of the pages.
NAMES = "names(kind, code, words) AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))"
OF_SESSION = "title", "abstract", "format", "target_group", "materials", "language", "interpreted_into", "aids"
WORDS = f"""
    SELECT folded, ts_lexize('german_stem', folded), ts_lexize('english_stem', folded),
           '{{}}' IN (ts_lexize('german_stem', lower(word)), ts_lexize('english_stem', lower(word)))
    FROM unnest(%s::text[]) WITH ORDINALITY AS sought(word, number), LATERAL {_folded("word")} AS spelled(folded)
    ORDER BY number
"""
TEXTS = f"""
    , texts(session, weight, text) AS (
        SELECT id, {TITLE}, {_in_all_languages("title")} FROM session
        UNION ALL SELECT id, {PEOPLE}, host FROM session
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("format")} FROM session
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("track")} FROM session
        UNION ALL SELECT id, {ABSTRACT}, {_in_all_languages("abstract")} FROM session
        UNION ALL SELECT id, {PEOPLE}, concat_ws(' ', degree, name, organisation)
        FROM session JOIN person ON session = id
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("slot.title")} FROM session JOIN slot ON session = id
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("room")} FROM session JOIN slot ON session = id
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("target_group")} FROM session
        UNION ALL SELECT id, {PLACE}, {_in_all_languages("materials")} FROM session
        UNION ALL SELECT id, {PLACE}, words FROM session JOIN names ON CASE kind
            WHEN 'language' THEN names.code = language
            WHEN 'interpretation' THEN names.code = ANY (interpreted_into) ELSE names.code = ANY (aids) END
    )
"""
MATCHES = f"""
    , folded AS MATERIALIZED (SELECT session, weight, {_folded("text")} AS text FROM texts WHERE text <> '')
    SELECT session, number, max(weight) FROM folded
    JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY AS sought(part, pattern, number)
    ON strpos(text, part) > 0 AND text ~ pattern
    GROUP BY session, number
"""
NEIGHBOURS = f"""
    , words AS MATERIALIZED (
        SELECT DISTINCT btrim(word, $${SIGNS}$$) AS word FROM texts,
        LATERAL string_to_table(replace(text, E'\\n', ' '), ' ') AS word
    ), folded AS MATERIALIZED (
        SELECT word, {_folded("word")} AS folded FROM words WHERE char_length(word) BETWEEN 3 AND 60
        AND '{{}}' NOT IN (ts_lexize('german_stem', lower(word)), ts_lexize('english_stem', lower(word)))
    )
    SELECT number, word, folded FROM unnest(%s::text[]) WITH ORDINALITY AS sought(typed, number), LATERAL (
        SELECT word, folded FROM folded ORDER BY word_similarity(typed, folded) DESC, folded, word LIMIT 200
    ) AS near
    ORDER BY number, folded, word
"""


def words(typed):
    """Return (folded, [German stem], [English stem], whether it is a word such as „der“) of each word."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [typed])
        return cursor.fetchall()


def matches(conference, patterns):
    """Return {key of a session: {number of a pattern: the weight of the best text that it fits}}.

    `patterns`: [(what every text has that it fits, the regular expression)]. The first is looked for much faster.
    """
    found = {}
    for session, number, weight in _read(MATCHES, conference, *map(list, zip(*patterns, strict=True))):
        found.setdefault(session, {})[number - 1] = weight
    return found


def neighbours(conference, typed):
    """Return, for the number of each folded word, {folded: as it stands there} of those that look most like it."""
    found = {}
    for number, word, folded in _read(NEIGHBOURS, conference, typed):
        found.setdefault(number - 1, {}).setdefault(folded, word)
    return found


def _read(statement, conference, *values):
    sessions = Session.objects.public().filter(conference=conference).order_by()
    people = Appearance.objects.shown().filter(session__conference=conference).order_by()
    slots = Slot.objects.filter(session__conference=conference).order_by()
    rows = {
        f"session(id, {', '.join(OF_SESSION)}, track, host)": sessions.values_list(
            "pk", *OF_SESSION, "track__name", "host__name"
        ),
        "person(session, degree, name, organisation)": people.values_list(
            "session_id", "speaker__degree", "speaker__name", "speaker__organisation__name"
        ),
        "slot(session, title, room)": slots.values_list("session_id", "title", "room__name"),
    }
    selects, parameters = zip(*(queryset.query.sql_with_params() for queryset in rows.values()), strict=True)
    tables = ", ".join(f"{name} AS ({select})" for name, select in zip(rows, selects, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {NAMES}, {tables} {TEXTS} {statement}", [*_names(), *chain(*parameters), *values])
        return cursor.fetchall()


def _names():
    """Return the kinds, the codes and the words of what a session says of how people can follow it."""
    languages = [(code, [name, own_name(code)]) for code, name in content_languages()]
    names = [("language", code, words) for code, words in languages]
    names += [("interpretation", code, [_("Interpretation"), *words]) for code, words in languages]
    names += [("aid", aid.value, [aid.label]) for aid in Aid]
    return map(list, zip(*((kind, code, _in_each_language(words)) for kind, code, words in names), strict=True))


def _in_each_language(words):
    found = []
    for code, _name in interface_languages():
        with translation.override(code):
            found += map(str, words)
    return " ".join(found)
