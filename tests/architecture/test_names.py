"""Tables that a person may see have a name in the reader's language."""

from collections import Counter

import pytest
from django.apps import apps
from django.contrib import admin
from django.forms import ModelForm
from django.utils import translation
from django.utils.functional import Promise

INSIDE = {
    "events.RecordedEvent",
    "performance.RolledDay",
    "performance.RolledShift",
    "planning.ItemMark",
    "planning.Peg",
    "plant.NumberPeriod",
    "product.DraftEdit",
    "production.Recount",
    "telemetry.HistoryFile",
    "telemetry.LogPosition",
    "telemetry.RejectedEnvelope",
    "telemetry.SeenSource",
}
"""Dure's own book-keeping, which no page names."""
OURS = [model for config in apps.get_app_configs() if config.name.startswith("dure.") for model in config.get_models()]


def test_every_table_is_named_or_inside():
    nameless = {model._meta.label for model in OURS if not isinstance(model._meta.verbose_name, Promise)}
    through = {model._meta.label for model in OURS if model._meta.auto_created}
    assert nameless - through - INSIDE == set()


@pytest.mark.parametrize("model", [m for m in OURS if m._meta.label not in INSIDE], ids=lambda m: m._meta.label)
def test_names_are_korean_in_korean(model):
    with translation.override("ko"):
        for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
            assert any("가" <= letter <= "힣" for letter in str(name)), name


def test_what_administration_and_forms_show_is_named():
    shown = {model for model in admin.site._registry if model in OURS}
    shown |= {form._meta.model for form in ModelForm.__subclasses__() if getattr(form._meta, "model", None) in OURS}
    assert shown
    assert {model._meta.label for model in shown} & INSIDE == set()


def test_no_two_tables_have_the_same_name():
    """Records of changes know a row by the name of its table and its number."""
    names = Counter(model.__name__ for model in OURS)
    assert [name for name, count in names.items() if count > 1] == []
