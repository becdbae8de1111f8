"""schedule.xml and schedule.json before their judges: the schemas of the c3voc, and libraries that know nothing of us.

Needs the packages `lxml` (XSD) and `jsonschema` (draft 6), which only these tests use.
"""

import json
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from programme.models import Conference
from tests.factories import ConferenceFactory, SlotFactory
from tests.programme.exports import everything

pytestmark = pytest.mark.django_db

SCHEMAS = Path(settings.BASE_DIR).parent / "shared/schemas"
if not SCHEMAS.exists():
    pytest.skip("The schemas of the c3voc are not there (../shared/schemas).", allow_module_level=True)


def faults(slug):
    """Return what the judges say of both files of a conference, in both languages."""
    found = []
    judge = etree.XMLSchema(etree.parse(SCHEMAS / "c3voc-schedule.xml.xsd"))
    rules = json.loads((SCHEMAS / "c3voc-schedule.schema.json").read_text())
    json_judge = jsonschema.Draft6Validator(rules, format_checker=jsonschema.FormatChecker())
    for prefix in ("", "/en"):
        judge.validate(etree.fromstring(Client().get(f"{prefix}/{slug}/schedule.xml").content))
        found += [str(error) for error in judge.error_log]
        content = Client().get(f"{prefix}/{slug}/schedule.json").json()
        found += [f"{list(error.absolute_path)}: {error.message}" for error in json_judge.iter_errors(content)]
    return found


@pytest.mark.parametrize("make", [everything.everything, everything.empty])
def test_files_are_valid(make):
    assert faults(make().slug) == []


def test_the_judges_see_what_is_wrong():
    """The control: a name that the database takes and that is never given."""
    slot = SlotFactory(uid="XY")
    assert len(faults(slot.conference.slug)) >= 4


@pytest.mark.parametrize("slug", ["wom-2020", "a", "WOM", "_", "12", "langer-name-der-konferenz"])
def test_files_are_valid_whatever_the_address(slug):
    assert faults(SlotFactory(session__conference__slug=slug).conference.slug) == []


@pytest.mark.parametrize(
    "zone", ["UTC", "CET", "Etc/GMT+1", "America/Argentina/Buenos_Aires", "America/New_York", "GB", "Africa/El_Aaiun"]
)
def test_files_are_valid_in_every_kind_of_zone(zone):
    assert faults(SlotFactory(session__conference=ConferenceFactory(time_zone=zone)).conference.slug) == []


def test_files_of_a_conference_of_many_years_are_valid():
    slot = SlotFactory()
    Conference.objects.update(starts_on="2001-01-01", ends_on="2060-12-31")
    assert faults(slot.conference.slug) == []
