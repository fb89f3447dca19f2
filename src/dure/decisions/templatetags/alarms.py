"""Filters that say what a rule of alarms asks and what was read."""

from django import template

from dure.decisions.models import AlarmRule
from dure.decisions.selectors import rule_texts

register = template.Library()
register.filter("condition", rule_texts.condition_text)
register.filter("looks_at", rule_texts.subject_text)


@register.filter
def reading(value: float | str | None, rule: AlarmRule) -> str:
    """A value of a rule with its unit; a dash for none."""
    return rule_texts.reading_text(rule, value) or "–"
