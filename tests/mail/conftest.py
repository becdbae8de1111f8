import pytest

from tests.mail.sink import smtp_sink
from womconf.mail.transport import mailers_from_url


@pytest.fixture
def sink(settings):
    """A mail server on this machine that takes everything, and the settings that lead to it."""
    with smtp_sink() as server:
        settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{server.port}/?starttls=0")
        yield server
