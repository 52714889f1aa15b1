from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "yichuang.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from yichuang.catalogue import due
        from yichuang.kernel import due as loops

        loops.register(due.run)
