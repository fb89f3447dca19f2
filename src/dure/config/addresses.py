"""Where the engines of a folder answer, for a command that the supervisor didn't start."""

from dure.config.home import Home
from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen, plant_of


def database_url(home: Home) -> str:
    """Address of the application role; of a server that isn't there when the folder holds no plant."""
    if not home.has_secret("dure_app"):
        return f"postgresql://dure_app@/dure?host={home.run}"
    return plant_of(home, Listen.parse(DEFAULT_LISTEN), attached=True).database_url()


def nats_url(home: Home) -> str:
    """Address of the event log, empty when the folder holds no plant."""
    if not home.has_secret("nats"):
        return ""
    return plant_of(home, Listen.parse(DEFAULT_LISTEN), attached=True).nats_url()


def link_address(given: str, listen: str) -> str:
    """Where plants dial a hub; "" where it listens on every address and nobody says which one they reach."""
    host = listen.rpartition(":")[0]
    found = given or ("" if host in ("", "0.0.0.0", "[::]") else listen)
    return f"tls://{found}" if found else ""
