from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yichuang.intake"
    label = "intake"
