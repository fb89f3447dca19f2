"""What people type about the books. Rules beyond the form of a field live in the services."""

from dure.ledger.forms.accounts import AccountForm
from dure.ledger.forms.entries import EntryForm, LineForms
from dure.ledger.forms.span import SpanForm, span_of

__all__ = ["AccountForm", "EntryForm", "LineForms", "SpanForm", "span_of"]
