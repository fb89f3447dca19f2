"""What helps a person without a manual: where to find an address, and what to try when nobody answers."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WHERE: Mapping[str, tuple[str, ...]] = {
    "opcua": (
        gettext_noop("The machine's or PLC's screen shows its IP address under network or Ethernet, such as 10.0.0.5."),
        gettext_noop("The port is usually 4840, so the address is opc.tcp://10.0.0.5:4840. Kepware uses 49320."),
        gettext_noop("OPC UA often has to be switched on in the PLC's project; the machine's maker can do that."),
    ),
    "modbus": (
        gettext_noop("LS PLCs: the IP address stands in XG5000 at the Ethernet module; switch its Modbus server on."),
        gettext_noop("Meters and counters show address and station number in their menu under LAN or COM."),
        gettext_noop("The port is usually 502 and the station (unit) 1. On RS-485 with a converter use its address."),
        gettext_noop("Have the maker's list of registers at hand: it says which number is the counter."),
    ),
    "mqtt": (
        gettext_noop("Leave the broker address empty: the device then sends to Dure, and the next page says how."),
        gettext_noop("If the plant has a broker already, enter mqtt://its-address:1883 with user and password."),
    ),
    "sparkplug": (
        gettext_noop("Leave the broker address empty: the device then sends to Dure, and the next page says how."),
        gettext_noop("If the plant has a broker already, enter mqtt://its-address:1883 with user and password."),
        gettext_noop("A device that waits for its primary host must be told Dure's host id, which is “dure”."),
    ),
    "mtconnect": (
        gettext_noop("The agent runs on the machine's computer or on a small box beside it, usually on port 5000."),
        gettext_noop("Open http://ADDRESS:5000/probe in a browser: when a page of XML comes, it is the right one."),
    ),
    "shdr": (
        gettext_noop("The adapter runs on the machine's control or computer, usually on port 7878."),
        gettext_noop("When an agent runs as well, read the agent instead: it remembers what was said meanwhile."),
    ),
    "http_push": (
        gettext_noop("Nothing to look for: the machine calls Dure. The next page shows address, token and an example."),
        gettext_noop("Several machines may use the same port; the token tells them apart."),
    ),
    "csv_folder": (
        gettext_noop("The path as the computer sees it that runs the gateway, such as D:\\export or /mnt/press."),
        gettext_noop("A folder of another computer has to be shared and mounted first; reading is enough."),
    ),
}

NOTHING: Mapping[str, tuple[str, ...]] = {
    "opcua": (
        gettext_noop("Try security policy None first; then the one that the server asks for."),
        gettext_noop("With a certificate: move Dure's from the server's rejected ones to the trusted ones, try again."),
    ),
    "modbus": (
        gettext_noop("Try station 1, then 0 or 255. On RS-485 check speed, parity and that A and B aren't swapped."),
        gettext_noop("Some devices let only one reader in: is another program connected to it?"),
    ),
    "mtconnect": (
        gettext_noop("Is the agent's service running on its computer, and does its firewall let port 5000 in?"),
    ),
    "shdr": (gettext_noop("Some adapters let only one reader in: stop the other one, or read its agent."),),
    "http_push": (gettext_noop("Is the port used by another program on this computer? Take another one."),),
    "csv_folder": (
        gettext_noop("Does the path exist on the gateway's computer, and may the user that runs Dure read it?"),
        gettext_noop("Does at least one file fit the pattern of names?"),
    ),
}
NETWORK = (
    gettext_noop("Is the machine switched on and its network cable plugged in?"),
    gettext_noop("Do the first three numbers of both addresses agree? Otherwise they are in different networks."),
    gettext_noop("Does “ping ADDRESS” on this computer get an answer? If so, check the port, else cable and address."),
)
_BY_ADDRESS = frozenset({"opcua", "modbus", "mtconnect", "shdr", "mqtt", "sparkplug"})


def where(protocol: str) -> list[str]:
    """How to find what the second step asks for."""
    return [_(text) for text in WHERE.get(protocol, ())]


def when_nothing(protocol: str) -> list[str]:
    """What to try when nobody answers, the commonest first."""
    common = NETWORK if protocol in _BY_ADDRESS else ()
    return [_(text) for text in (*common, *NOTHING.get(protocol, ()))]
