import stat
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from womconf.mail.actions import LEASE
from womconf.mail.transport import MAX_TIMEOUT_SECONDS, mailers_from_url


def options(url):
    return mailers_from_url(url)["default"]["OPTIONS"]


def test_smtp_speaks_starttls_on_587_unless_told_otherwise():
    given = options("smtp://us%40er:p%2Fss@mail.example.org")
    assert (given["host"], given["port"], given["use_tls"], given["use_ssl"]) == ("mail.example.org", 587, True, False)
    assert (given["username"], given["password"]) == ("us@er", "p/ss")
    assert options("smtp://127.0.0.1:25/?starttls=0")["use_tls"] is False


def test_smtps_speaks_tls_from_the_first_byte():
    given = options("smtps://mail.example.org")
    assert (given["port"], given["use_tls"], given["use_ssl"]) == (465, False, True)


def test_every_server_has_a_timeout_below_the_lease():
    assert options("smtp://mail.example.org")["timeout"] == 60
    assert options("smtps://mail.example.org/?timeout=5")["timeout"] == 5
    assert LEASE.total_seconds() > 3 * MAX_TIMEOUT_SECONDS  # two addresses of a name, then TLS


@pytest.mark.parametrize("seconds", ["0", "-1", "91", "soon", "%20"])
def test_timeout_out_of_bounds_is_a_sentence(seconds):
    with pytest.raises(ImproperlyConfigured, match="1 to 90 seconds"):
        options(f"smtp://mail.example.org/?timeout={seconds}")


def test_address_without_a_server_is_a_sentence():
    with pytest.raises(ImproperlyConfigured, match="names no mail server"):
        mailers_from_url("smtp://")


def test_unknown_scheme_is_a_sentence():
    with pytest.raises(ImproperlyConfigured, match="smtp://, smtps:// or file://"):
        mailers_from_url("pigeon://coop")


def test_file_writes_one_whole_eml_a_mail(tmp_path, settings):
    settings.MAILERS = mailers_from_url(f"file://{tmp_path}/with space/mail")
    headers = {"Message-ID": "<0001-abc@example.org>"}
    mail.EmailMessage("Betreff ü", "Text", to=["erika@example.org"], headers=headers).send()
    [path] = (tmp_path / "with space" / "mail").iterdir()
    assert path.name == "0001-abc.eml"
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, path.parent)] == [0o600, 0o700]
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"] == "Betreff ü"
