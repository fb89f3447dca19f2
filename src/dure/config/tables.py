"""The tables of a plant: made at once for a new one, brought up to date step by step for an older one.

Django applies migrations one by one and makes the classes of all related tables anew for each of their steps, so
that a new plant would wait a minute for tables that hold nothing yet. Here its tables are made as the newest models
say, then the steps in SQL and in Python run in their order, and all migrations are noted as applied: decision 0094.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from dure.events.at_once import AtOnce


def migrate(*arguments: str, verbosity: int = 1) -> None:
    """Bring the tables of the default connection up to date, or to what the arguments of Django's command say."""
    if not arguments:
        _make_first_tables()
    call_command("migrate", *arguments, verbosity=verbosity, interactive=False, skip_checks=True)


def unknown_migrations() -> list[str]:
    """Migrations of the house's own contexts that the database has and this version doesn't."""
    loader, ours = MigrationLoader(connection), _own_labels()
    applied = loader.applied_migrations or {}
    return sorted(
        f"{label}.{name}" for label, name in applied if label in ours and (label, name) not in loader.disk_migrations
    )


def _make_first_tables() -> None:
    """The tables of the house's contexts, all of them or none, where the database has none of them yet."""
    executor = MigrationExecutor(connection)
    if any(label in _own_labels() for label, _ in executor.loader.applied_migrations):
        return
    theirs, own = _parted(executor)
    executor.migrate([], plan=[(migration, False) for migration in theirs])
    state = executor.loader.project_state()
    with transaction.atomic():
        _make_tables_of(state)
        with connection.schema_editor() as editor:
            for migration, operation in _steps(own):
                operation.database_forwards(migration.app_label, editor, state, state)
        for migration in own:
            executor.recorder.record_applied(migration.app_label, migration.name)


def _parted(executor: MigrationExecutor) -> tuple[list[Migration], list[Migration]]:
    """The migrations of libraries that need none of the house's, and all others, in their order."""
    theirs: list[Migration] = []
    own: list[Migration] = []
    graph, labels = executor.loader.graph, _own_labels()
    for migration, _ in executor.migration_plan(graph.leaf_nodes()):
        needed = graph.forwards_plan((migration.app_label, migration.name))
        (own if any(label in labels for label, _ in needed) else theirs).append(migration)
    return theirs, own


def _make_tables_of(state: ProjectState) -> None:
    """The tables of all models that have none yet."""
    there = connection.introspection.table_names()
    # One by one after their table, as in migrations: inside CREATE TABLE Django 5.2 forgets what is deferrable where
    # nulls are not distinct.
    constraints = {name: model.options.pop("constraints", []) for name, model in state.models.items()}
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            meta = model._meta  # noqa: SLF001 - Django's documented name
            if meta.can_migrate(connection) and meta.db_table not in there:
                editor.create_model(model)
                for constraint in constraints[meta.app_label, str(meta.model_name)]:
                    editor.add_constraint(model, constraint)


def _own_labels() -> set[str]:
    return {app.label for app in apps.get_app_configs() if app.name.startswith("dure.")}


def _steps(plan: Iterable[Migration]) -> Iterator[tuple[Migration, Operation]]:
    """What the models don't say. A step that only changes older rows is marked as elidable and left out."""
    for migration in plan:
        for operation in _flat(migration.operations):
            if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
                yield migration, operation


def _flat(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, AtOnce):
            yield from _flat(operation.operations)
        else:
            yield operation
