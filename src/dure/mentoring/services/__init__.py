"""Verbs that change what mentoring keeps. Keyword-only; each is one transaction."""
