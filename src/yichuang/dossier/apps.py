from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "yichuang.dossier"
    label = "dossier"
