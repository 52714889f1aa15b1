from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yichuang.cases"
    label = "cases"

    def ready(self) -> None:
        from yichuang.cases import due, reactions  # noqa: F401 - registers subscriptions and upcasters
        from yichuang.kernel import due as loops

        loops.register(due.run)
        loops.register(due.take_up_again)
