"""Under which names and addresses the pages may be asked for."""

import ipaddress
import socket

import psutil

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def allowed(given: str, *listens: str) -> list[str]:
    """Host names that the pages answer to.

    given: names with commas from the settings. listens: `host:port` that the pages listen on; when
    that is not only this computer, its own name and addresses are added, so that a tablet in
    the hall can use the address that it sees.
    """
    names = [*_LOOPBACK, *_split(given)]
    hosts = [listen.rpartition(":")[0].strip("[]") for listen in listens]
    if any(host and not _is_loopback(host) for host in hosts):
        names += [socket.gethostname().lower(), *own_addresses()]
    return list(dict.fromkeys(names))


def origins(given: str, *, https: bool) -> list[str]:
    """Origins that forms may be sent from when a proxy stands before the pages."""
    return [f"{'https' if https else 'http'}://{name}" for name in _split(given)]


def own_addresses() -> list[str]:
    """IPv4 addresses of this computer that others can reach."""
    found = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not _is_loopback(address.address)
    }
    return sorted(found)


def _split(given: str) -> list[str]:
    return [name.strip() for name in given.split(",") if name.strip()]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
