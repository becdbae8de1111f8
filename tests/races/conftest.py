from tests.mail.conftest import sink

__all__ = ["sink"]
