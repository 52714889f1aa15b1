from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "yichuang.agencies"
    label = "agencies"
