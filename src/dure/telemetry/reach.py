"""At which addresses a device in the plant's network finds this computer."""

import ipaddress
import socket

import psutil


def hosts(asked_by: str = "") -> list[str]:
    """Names and IPv4 addresses that a device can use, the likeliest first.

    asked_by: the host that the page was asked for under; when it is not this computer's own
    loopback, it is known to work. Only loopback is left when the computer has no network.
    """
    own = [address for address in _own_addresses() if address != asked_by]
    known = [asked_by] if asked_by and not is_loopback(asked_by) else []
    return [*known, *own] or ["127.0.0.1"]


def is_loopback(host: str) -> bool:
    """Whether an address only reaches the computer itself."""
    if host.strip("[]") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _own_addresses() -> list[str]:
    found = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET
    }
    # Addresses that a computer gives itself when nobody else does lead nowhere.
    usable = [one for one in found if not is_loopback(one) and not ipaddress.ip_address(one).is_link_local]
    return sorted(usable, key=lambda one: (not ipaddress.ip_address(one).is_private, one))
