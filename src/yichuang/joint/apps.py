from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "yichuang.joint"
    label = "joint"

    def ready(self) -> None:
        from yichuang.joint import reactions  # noqa: F401 - subscribes
