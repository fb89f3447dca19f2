"""Two accounts of a plant's own."""

import pytest

from tests.ledger.accounts import own_accounts


@pytest.fixture(autouse=True)
def books(db, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR = False
    own_accounts()
