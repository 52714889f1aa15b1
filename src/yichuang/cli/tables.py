"""Bring the tables up to date; an empty database gets them in a fraction of the time that upgrading an old one takes."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class FreshState(ProjectState):
    """Renders only the model that changed, not all it is related to.

    Django renders every related model anew with each changed column, so that a data migration can follow relations both
    ways: some fourteen thousand classes for our tables. On an empty database there are no data to migrate, and DDL reads
    no more of a related model than its table and its key.
    """

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in self.__dict__:
            self._reload({(app_label, model_name)})


def migrate() -> None:
    """Run what migrations are outstanding; nothing else where there are none."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
    else:
        make(executor)


def make(executor: MigrationExecutor) -> None:
    """All tables on an empty database, by the same migrations, with the signals of `migrate`."""
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    state = FreshState(real_apps=executor.loader.unmigrated_apps)
    emit_pre_migrate_signal(0, False, DEFAULT_DB_ALIAS, apps=state.apps, plan=plan)
    done = executor.migrate(targets, plan=plan, state=state)
    done.__dict__.pop("apps", None)  # whole again, with relations both ways
    emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS, apps=done.apps, plan=plan)
