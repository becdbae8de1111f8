"""The pages of allauth that organisers need; sign-up, e-mail management and password mails are not among them."""

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="account_index"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    # For those who sign in by passkey and never had a password.
    path("password/set/", reauthentication_required()(views.password_set), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
