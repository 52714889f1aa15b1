from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "yichuang.joint"
    label = "joint"

    def ready(self) -> None:
        from yichuang.joint import due, finding, reactions  # noqa: F401 - subscribes, offers
        from yichuang.kernel import due as loops

        loops.register(due.run)
