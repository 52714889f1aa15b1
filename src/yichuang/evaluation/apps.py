from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "yichuang.evaluation"
    label = "evaluation"
