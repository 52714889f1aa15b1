from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "yichuang.look"
    label = "look"
