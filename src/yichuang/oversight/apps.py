from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "yichuang.oversight"
    label = "oversight"

    def ready(self) -> None:
        from yichuang.kernel import due as loops
        from yichuang.oversight import due, reactions  # noqa: F401 - subscribes

        loops.register(due.run)
