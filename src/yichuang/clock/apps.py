from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "yichuang.clock"
    label = "clock"
