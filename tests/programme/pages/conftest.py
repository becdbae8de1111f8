import datetime

import pytest

from tests.factories import ConferenceFactory
from tests.programme.pages.reading import DAY


@pytest.fixture
def conference():
    return ConferenceFactory(
        slug="forum", starts_on=DAY, ends_on=DAY + datetime.timedelta(days=1), languages=["de", "en"]
    )
