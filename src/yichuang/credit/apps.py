from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "yichuang.credit"
    label = "credit"
