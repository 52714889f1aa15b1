from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "yichuang.agencies"
    label = "agencies"

    def ready(self) -> None:
        from yichuang.agencies import engaged  # noqa: F401 - tells who is engaged for a case
