"""What a host application must do, statement by statement, seen on the wire."""

from dure.gateway.connector import Rejected
from dure.gateway.connectors.sparkplug import payload
from dure.kernel.observation import Quality
from tests.gateway.sparkplug import scenes
from tests.gateway.sparkplug.register import NOT, check
from tests.gateway.sparkplug.scenes import HOST, STATE, state

OWN = "operational-behavior-host-application-"
FLOW = "message-flow-phid-sparkplug-"


@check(
    "The first message a host publishes is its own STATE, online",
    "conformance-primary-host",
    "intro-sparkplug-host-state",
    "components-ph-state",
    "principles-birth-certificates-order",
    "host-topic-phid-birth-message",
    "host-topic-phid-birth-required",
    f"{FLOW}state-publish",
    f"{OWN}connect-birth",
    "payloads-state-birth",
)
def birth_first() -> None:
    session = scenes.orderly()
    assert session.sent[0].topic == STATE
    assert state(session.sent[0])["online"] is True


@check("STATE goes with QoS 1", "host-topic-phid-birth-qos", f"{OWN}connect-birth-qos")
def birth_qos() -> None:
    assert {one.qos for one in scenes.orderly().states} == {1}


@check("STATE is retained", "host-topic-phid-birth-retain", f"{OWN}connect-birth-retained")
def birth_retained() -> None:
    assert all(one.retain for one in scenes.orderly().states)


@check(
    "STATE goes to spBv1.0/STATE/ and the host id",
    "host-topic-phid-birth-topic",
    f"{OWN}connect-birth-topic",
)
def birth_topic() -> None:
    assert scenes.orderly().sent[0].topic == f"spBv1.0/STATE/{HOST}"


@check(
    "It subscribes to its own STATE and to the edge nodes' topics before anything else",
    "host-topic-phid-birth-sub-required",
    f"{FLOW}subscription",
    "payloads-state-subscribe",
)
def subscribes_first() -> None:
    session = scenes.orderly()
    filters = session.packets[session.index("SUBSCRIBE")].filters
    assert STATE in filters
    for kind in ("NBIRTH/+", "NDEATH/+", "NDATA/+", "DBIRTH/+/+", "DDEATH/+/+", "DDATA/+/+"):
        assert f"spBv1.0/+/{kind}" in filters
    assert session.index("CONNACK") < session.index("SUBSCRIBE") < session.index("SUBACK")
    assert session.index("SUBACK") < session.index("PUBLISH")


@check(
    "STATE is JSON with online and a time in UTC milliseconds",
    "host-topic-phid-birth-payload",
    f"{FLOW}state-publish-payload",
    f"{OWN}connect-birth-payload",
    "payloads-state-birth-payload",
)
def birth_payload() -> None:
    session = scenes.orderly()
    told = state(session.sent[0])
    assert set(told) == {"online", "timestamp"}
    assert told["online"] is True
    assert type(told["timestamp"]) is int
    assert session.began_ms <= told["timestamp"] <= session.left_ms


@check(
    "Birth and will of one session bear the same time",
    "host-topic-phid-birth-payload-timestamp",
    f"{FLOW}state-publish-payload-timestamp",
)
def birth_time() -> None:
    session = scenes.orderly()
    will = payload_of(session.connect.will_payload)
    assert session.births[0]["timestamp"] == will["timestamp"]


def payload_of(data: bytes) -> dict[str, object]:
    return state(scenes.Packet("PUBLISH", {"payload": data}))


@check(
    "It connects with a will",
    "host-topic-phid-death-required",
    f"{OWN}connect-will",
    "payloads-state-will-message",
)
def has_will() -> None:
    assert scenes.orderly().connect.has_will


@check("The will has QoS 1", "host-topic-phid-death-qos", f"{OWN}connect-will-qos", "payloads-state-will-message-qos")
def will_qos() -> None:
    assert scenes.orderly().connect.will_qos == 1


@check(
    "The will is retained",
    "host-topic-phid-death-retain",
    f"{OWN}connect-will-retained",
    "payloads-state-will-message-retain",
)
def will_retained() -> None:
    assert scenes.orderly().connect.will_retain


@check("The will goes to its own STATE topic", "host-topic-phid-death-topic", f"{OWN}connect-will-topic")
def will_topic() -> None:
    assert scenes.orderly().connect.will_topic == STATE


@check(
    "The will is JSON with online false and a time",
    "host-topic-phid-death-payload",
    f"{OWN}connect-will-payload",
    "payloads-state-will-message-payload",
)
def will_payload() -> None:
    told = payload_of(scenes.orderly().connect.will_payload)
    assert set(told) == {"online", "timestamp"}
    assert told["online"] is False
    assert type(told["timestamp"]) is int


@check("The will's time is that of the connecting", "host-topic-phid-death-payload-timestamp-connect")
def will_time() -> None:
    session = scenes.orderly()
    told = payload_of(session.connect.will_payload)
    assert session.began_ms <= int(str(told["timestamp"])) <= session.left_ms


@check(
    "Going in order, its death bears the time of going",
    "host-topic-phid-death-payload-timestamp-disconnect-clean",
)
def death_time() -> None:
    session = scenes.orderly()
    assert state(session.death)["timestamp"] >= session.left_ms
    assert session.kept == state(session.death)


@check(
    "Cut off, its death is the will, with the time of connecting",
    "host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet",
)
def death_by_will() -> None:
    session = scenes.cut_off()
    assert session.kept == payload_of(session.connect.will_payload)
    assert session.kept["online"] is False
    assert [told["online"] for told in map(state, session.states)] == [True]


@check("It connects with a clean session", f"{FLOW}clean-session-311")
def clean_session() -> None:
    assert scenes.orderly().connect.level == 4
    assert scenes.orderly().connect.clean


@check(
    "Called offline while it is not, it says again that it is online, with the time of its will",
    "message-flow-hid-sparkplug-state-message-delivered",
)
def corrects() -> None:
    session = scenes.orderly()
    assert len(session.births) == 2
    assert session.births[0] == session.births[1]
    assert session.edge_states[-1]["online"] is False
    assert session.edge_states.count(session.births[0]) >= 2


@check("Its host id is set by a person and is one topic level", f"{OWN}host-id")
def host_id() -> None:
    for wrong in ("a/b", "a+", "#"):
        try:
            scenes.host(scenes.Path("unused"), "mqtt://127.0.0.1:1", host_id=wrong)
        except Rejected:
            continue
        raise AssertionError(f"{wrong} was taken for a host id")


@check(
    "Each server gets its own STATE with its own time, first of all",
    f"{OWN}multi-server-timestamp",
    "operational-behavior-primary-application-state-with-multiple-servers-state",
    "operational-behavior-primary-application-state-with-multiple-servers-state-subs",
)
def several_servers() -> None:
    first, second = scenes.two_servers()
    for session in (first, second):
        assert session.sent[0].topic == STATE
        assert session.births[0]["timestamp"] == payload_of(session.connect.will_payload)["timestamp"]
    assert first.births[0]["timestamp"] < second.births[0]["timestamp"]


@check("Going in order it publishes its death first", f"{OWN}termination", f"{OWN}death-topic")
def says_good_bye() -> None:
    session = scenes.orderly()
    assert session.death.topic == STATE
    assert session.packets.index(session.death) >= session.left_at


@check("That death is JSON with online false and a time", f"{OWN}death-payload")
def death_payload() -> None:
    told = state(scenes.orderly().death)
    assert set(told) == {"online", "timestamp"}
    assert told["online"] is False


@check("That death has QoS 1", f"{OWN}death-qos")
def death_qos() -> None:
    assert scenes.orderly().death.qos == 1


@check("That death is retained", f"{OWN}death-retained")
def death_retained() -> None:
    assert scenes.orderly().death.retain


@check("A DISCONNECT follows the death", f"{OWN}disconnect-intentional")
def disconnects() -> None:
    session = scenes.orderly()
    assert session.packets.index(session.death) < session.index("DISCONNECT")


NODE, DEVICE = "Plant A/Line 1:", "Plant A/Line 1/press 1:"
ACTION = "operational-behavior-edge-node-termination-host-action-"


@check(
    "At a node's death all its metrics are missing from the host's own time on",
    f"{ACTION}ndeath-node-offline",
    f"{ACTION}ndeath-node-tags-stale",
)
def node_dies() -> None:
    deaths = scenes.node_death()
    gone = deaths.gone(NODE)
    assert set(gone) == {f"{NODE}Load"}
    assert all(deaths.began_ms * 1000 <= one.time_us <= deaths.ended_ms * 1000 for one in gone.values())


@check(
    "At a node's death all metrics of its devices are missing from the host's own time on",
    f"{ACTION}ndeath-devices-offline",
    f"{ACTION}ndeath-devices-tags-stale",
)
def devices_die_with_their_node() -> None:
    deaths = scenes.node_death()
    gone = deaths.gone(DEVICE)
    assert set(gone) == {f"{DEVICE}Count", f"{DEVICE}Speed"}
    assert all(deaths.began_ms * 1000 <= one.time_us <= deaths.ended_ms * 1000 for one in gone.values())


@check(
    "At a device's death its metrics are missing from the time that the death tells",
    f"{ACTION}ddeath-devices-offline",
    f"{ACTION}ddeath-devices-tags-stale",
)
def device_dies() -> None:
    deaths = scenes.device_death()
    gone = deaths.gone(DEVICE)
    assert set(gone) == {f"{DEVICE}Count", f"{DEVICE}Speed"}
    assert {one.time_us for one in gone.values()} == {deaths.died_ms * 1000}


ORDER = "operational-behavior-host-reordering-"


@check(
    "How long a missing message is waited for is a setting, and waiting starts when one is missing",
    f"{ORDER}param",
    f"{ORDER}start",
)
def waits_as_set() -> None:
    short, long = scenes.gap_left(0.3).waited_s, scenes.gap_left(1.0).waited_s
    assert 0.3 <= short < 0.9
    assert long >= 1.0


@check("A message that never comes leads to a rebirth request", f"{ORDER}rebirth")
def asks_after_a_gap() -> None:
    asked = scenes.gap_left(0.3)
    assert len(asked.commands) == 1
    assert asked.births == 2
    assert asked.values == [12, 10]


@check("Messages that only changed places are put in order, and nothing is asked", f"{ORDER}success")
def puts_in_order() -> None:
    asked = scenes.gap_filled()
    assert asked.values == [11, 12, 13]
    assert not asked.commands


COMMAND = "operational-behavior-data-commands-"


@check(
    "A rebirth request goes to the edge node's NCMD topic, and no other command is ever sent",
    "topics-ncmd-topic",
    f"{COMMAND}ncmd-rebirth-verb",
    f"{COMMAND}ncmd-verb",
)
def command_topic() -> None:
    asked = scenes.gap_left(0.3)
    assert [one.topic for one in asked.commands] == ["spBv1.0/Plant A/NCMD/Line 1"]
    assert set(asked.topics) == {STATE, "spBv1.0/Plant A/NCMD/Line 1"}


@check("It has QoS 0 and is not retained", "topics-ncmd-mqtt", "payloads-ncmd-qos", "payloads-ncmd-retain")
def command_qos() -> None:
    packets = [one for one in scenes.gap_left(0.3).packets if one.kind == "PUBLISH" and one.sent]
    [command] = [one for one in packets if "/NCMD/" in one.topic]
    assert command.qos == 0
    assert not command.retain


@check("It bears the time of sending", "topics-ncmd-timestamp", "payloads-ncmd-timestamp")
def command_time() -> None:
    asked = scenes.gap_left(0.3)
    told = payload.decode(asked.commands[0].payload)
    assert 0 < told.time_ms - asked.began_ms < 10_000


@check("It has no sequence number, which is an edge node's own", "payloads-ncmd-seq")
def command_seq() -> None:
    assert payload.decode(scenes.gap_left(0.3).commands[0].payload).seq is None


@check(
    "It says Node Control/Rebirth by name and true",
    "topics-ncmd-payload",
    "payloads-name-cmd-requirement",
    f"{COMMAND}ncmd-rebirth-name",
    f"{COMMAND}ncmd-rebirth-value",
    f"{COMMAND}ncmd-metric-name",
    f"{COMMAND}ncmd-metric-value",
)
def command_metric() -> None:
    [metric] = payload.decode(scenes.gap_left(0.3).commands[0].payload).metrics
    assert metric.name == "Node Control/Rebirth"
    assert (metric.field, metric.raw) == ("boolean_value", True)
    assert payload.quality(metric) == Quality.GOOD


_WRITES_NOTHING = "does not apply: for hosts that write to devices; Dure only reads and refuses to publish there"
_DEVICE_COMMANDS = {
    "topics-dcmd": ("topic", "mqtt", "timestamp", "payload"),
    "payloads-dcmd": ("timestamp", "seq", "qos", "retain"),
    "operational-behavior-data-commands-dcmd": ("verb", "metric-name", "metric-value"),
}
for _begin, _ends in _DEVICE_COMMANDS.items():
    NOT.update((f"{_begin}-{_end}", _WRITES_NOTHING) for _end in _ends)
NOT["message-flow-phid-sparkplug-clean-session-50"] = (
    "does not apply: for MQTT 5.0; Dure speaks 3.1.1, where `phid-sparkplug-clean-session-311` holds"
)
