from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "yichuang.licences"
    label = "licences"

    def ready(self) -> None:
        from yichuang.licences import reactions  # noqa: F401 - registers the subscriptions
