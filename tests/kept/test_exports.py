"""What other programs read is kept, too, and never stale."""

import pytest
from django.test import Client

from tests.factories import SlotFactory


@pytest.mark.parametrize("name", ["changes.atom", "schedule.xml", "schedule.json"])
def test_file_that_is_kept_tells_the_next_change(name, keeping, elsewhere, django_assert_num_queries):
    slot = SlotFactory(session__title={"de": "Vortrag"})
    elsewhere("UPDATE programme_conference SET published_at = now() - interval '1 hour'")
    keeping()
    address = f"/{slot.conference.slug}/{name}"
    before = Client().get(address).content
    with django_assert_num_queries(0):
        assert Client().get(address).content == before
    elsewhere("UPDATE programme_slot SET ends_at = NULL")
    keeping()
    assert Client().get(address).content != before


def test_sitemap_that_is_kept_tells_the_next_page(keeping, elsewhere, django_assert_num_queries):
    slot = SlotFactory()
    keeping()
    assert slot.session.get_absolute_url() in Client().get("/sitemap.xml").text
    with django_assert_num_queries(0):
        Client().get("/sitemap.xml")
    elsewhere("UPDATE programme_session SET status = 'draft'")
    keeping()
    assert slot.session.get_absolute_url() not in Client().get("/sitemap.xml").text
