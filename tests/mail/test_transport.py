from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from womconf.mail.transport import mailers_from_url


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


def test_every_server_has_a_timeout():
    assert options("smtp://mail.example.org")["timeout"] == 20


def test_unknown_scheme_is_a_sentence():
    with pytest.raises(ImproperlyConfigured, match="smtp://, smtps:// or file://"):
        mailers_from_url("pigeon://coop")


def test_file_writes_one_whole_eml_a_mail(tmp_path, settings):
    settings.MAILERS = mailers_from_url(f"file://{tmp_path}/with space/mail")
    headers = {"Message-ID": "<0001-abc@example.org>"}
    mail.EmailMessage("Betreff ü", "Text", to=["erika@example.org"], headers=headers).send()
    [path] = (tmp_path / "with space" / "mail").iterdir()
    assert path.name == "0001-abc.eml"
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"] == "Betreff ü"
