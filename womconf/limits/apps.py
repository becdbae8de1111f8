from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "womconf.limits"
    label = "limits"
