from django.db import connection, transaction
from django.urls import Resolver404, resolve


class ReadOnlyGets:
    """Answer GET and HEAD in a transaction in which the database refuses every write.

    Only tests switch it on: it costs two statements more for each request, and what it finds has to be mended, not
    shown to a visitor as an error. The session is outside: SessionMiddleware saves it after the answer.
    """

    # healthz must not need the database; allauth notes that somebody has seen their recovery codes.
    EXEMPT = frozenset(["healthz", "mfa_view_recovery_codes", "mfa_download_recovery_codes"])
    # allauth counts a HEAD as an attempt, in the cache, which is a table of ours.
    EXEMPT_FOR_HEAD = frozenset(
        ["account_login", "account_reauthenticate", "account_change_password", "mfa_login_webauthn"]
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} or self._is_exempt(request):
            return self.get_response(request)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            response = self.get_response(request)
            transaction.set_rollback(True)  # there is nothing to keep, and a refused write has broken the transaction
        return response

    def _is_exempt(self, request):
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            return False
        return name in self.EXEMPT or (request.method == "HEAD" and name in self.EXEMPT_FOR_HEAD)
