"""Texts that are said elsewhere, in the reader's language. Pure."""


def mark(message: str) -> str:
    """Names a text whose Korean version has to exist."""
    return message
