from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "yichuang.joint"
    label = "joint"

    def ready(self) -> None:
        from yichuang.joint import due, reactions  # noqa: F401 - subscribes
        from yichuang.kernel import due as loops

        loops.register(due.run)
