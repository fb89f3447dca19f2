import pytest


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, settings) -> None:
    """The real hash takes a third of a second on purpose; `real_hash` asks for it."""
    if "real_hash" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def real_hash() -> None:
    """Passwords and PINs are hashed as in a plant."""
