from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "yichuang.organisations"
    label = "organisations"
