from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yichuang.kernel"
    label = "kernel"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from yichuang.kernel import access

        request_finished.connect(access.flush, dispatch_uid="kernel.access")
