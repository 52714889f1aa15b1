from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "yichuang.documents"
    label = "documents"

    def ready(self) -> None:
        from yichuang.documents import reactions  # noqa: F401 - registers the subscriptions
