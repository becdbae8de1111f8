from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class MessageCookie(CookieStorage):
    """Messages of one answer for the next page, in a cookie that only this host can set."""

    cookie_name = "__Host-messages" if settings.IS_HTTPS else "messages"


class MessageStorage(FallbackStorage):
    storage_classes = (MessageCookie, SessionStorage)
