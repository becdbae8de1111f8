from allauth.account.adapter import DefaultAccountAdapter


class NoSignupAdapter(DefaultAccountAdapter):
    """Only organisers have accounts, and only an organiser makes one, in the admin."""

    def is_open_for_signup(self, request):
        return False
