"""Writes docs/reference/conformance.md from the tests: `python -m tests.gateway.conformance_table`."""

import ast
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reference" / "conformance.md"
SUITE = "tests/gateway/conformance.py"
FAULTS = {
    "lost": (
        "test_a_lost_machine_is_missing",
        "switched off as by a power cut: the value is MISSING once, the state says why",
    ),
    "back": ("test_it_comes_back_by_itself", "comes back by itself, also when it was off at first and for long"),
    "zero": ("test_zero_is_zero", "0 is 0 and GOOD"),
    "bad_quality": ("test_bad_quality_is_told_and_ends", "a bad value is told as such and ends with the next good one"),
    "clock_jump": ("test_a_clock_that_jumps_is_not_believed", "a day ahead: time of receipt, UNCERTAIN, said once"),
    "reset": ("test_a_reset_passes_unaltered", "100, 101, 0, 1"),
    "rollover": ("test_a_rollover_passes_unaltered", "the counter's largest value, then 0, 1"),
    "duplicate": ("test_a_duplicate_can_be_told", "the same again: same number, or the same reading"),
    "out_of_order": ("test_what_comes_out_of_order_keeps_its_time", "a late value keeps its own time"),
    "garbage": ("test_garbage_is_said_and_survived", "something unreadable is said and survived"),
}


class Peer(NamedTuple):
    """One run of the suite. file, test: the class; exempt: faults that the protocol cannot have, and why."""

    connector: str
    way: str
    peer: str
    is_ours: bool
    file: str
    test: str
    exempt: str = ""


_NO_TIME = "clock_jump, out_of_order: the protocol carries no time and answers come in order"
_MQTT, _SPARKPLUG = "mqtt/test_conformance.py", "sparkplug/test_conformance.py"
_MODBUS = "modbus/test_conformance.py"
PEERS = (
    Peer("mqtt", "built-in listener", "paho-mqtt as the machine", False, _MQTT, "TestMqttBuiltIn"),
    Peer("mqtt", "outside broker", "mosquitto, paho-mqtt as the machine", False, _MQTT, "TestMqttMosquitto"),
    Peer(
        "mqtt",
        "outside broker",
        "another Dure gateway's broker, paho-mqtt as the machine",
        True,
        _MQTT,
        "TestMqttAnotherDure",
    ),
    Peer(
        "sparkplug",
        "built-in listener",
        "edge node of paho-mqtt and a hand-written encoder",
        True,
        _SPARKPLUG,
        "TestSparkplugBuiltIn",
    ),
    Peer("sparkplug", "outside broker", "mosquitto; the same edge node", False, _SPARKPLUG, "TestSparkplugMosquitto"),
    Peer(
        "sparkplug",
        "outside broker",
        "another Dure gateway's broker; the same edge node",
        True,
        _SPARKPLUG,
        "TestSparkplugAnotherDure",
    ),
    Peer("opcua", "subscription", "asyncua's server", False, "opcua/test_conformance.py", "TestOpcUa"),
    Peer("modbus", "TCP", "pymodbus's server", False, _MODBUS, "TestModbusTcp", _NO_TIME),
    Peer("modbus", "RTU over TCP", "pymodbus's server", False, _MODBUS, "TestModbusRtuOverTcp", _NO_TIME),
    Peer(
        "modbus",
        "RTU on a serial line",
        "pymodbus's server on a pair of pseudo-terminals",
        False,
        _MODBUS,
        "TestModbusRtu",
        _NO_TIME,
    ),
    Peer(
        "mtconnect",
        "probe, current, sample",
        "an agent played by the tests from the published protocol",
        True,
        "mtconnect/test_conformance.py",
        "TestMtConnect",
    ),
    Peer(
        "shdr",
        "adapter line",
        "an adapter played by the tests",
        True,
        "shdr/test_conformance.py",
        "TestShdr",
    ),
    Peer(
        "http_push",
        "POST",
        "Python's http.client",
        False,
        "http_push/test_conformance.py",
        "TestHttpPush",
    ),
    Peer(
        "csv_folder",
        "watched folder",
        "files as spreadsheets write them (CP949, Korean times)",
        True,
        "csv_folder/test_conformance.py",
        "TestCsvFolder",
    ),
)
RECORDED = {
    "recorded part counts of 40 machined parts through MTConnect": (
        "mtconnect/test_mtconnect_connector.py::test_recorded_part_counts_come_through"
    ),
    "the same through SHDR": ("shdr/test_shdr_connector.py::test_recorded_part_counts_come_through"),
    "the same through OPC UA": ("opcua/test_opcua_connector.py::test_recorded_part_counts_come_through"),
    "the same through Modbus TCP and RTU": ("modbus/test_modbus_connector.py::test_recorded_part_counts_come_through"),
    "recorded adapter lines of four machines": (
        "../kernel/test_shdr.py::test_every_recording_reads_to_the_same_counts_as_simple_code"
    ),
    "recorded device models": (
        "../kernel/test_mtconnect_model.py::test_recorded_models_have_as_many_items_as_their_text"
    ),
    "Sparkplug payloads of other encoders": ("sparkplug/test_payload.py::test_values_of_other_encoders"),
}
KILLS = {
    "QoS 1 and 2 publishers (paho-mqtt), kill -9 of the gateway": (
        "broker/test_kill.py::test_kills_under_load_lose_and_double_nothing"
    ),
    "equal events whose PUBACK was lost, then kill -9, twice": (
        "broker/test_kill.py::test_equal_events_whose_acknowledgement_was_lost_count_once"
    ),
    "a device with a single packet id": ("broker/test_kill.py::test_a_device_with_one_packet_id_loses_no_event"),
    "mosquitto sends again what the killed gateway had not acknowledged": (
        "broker/test_kill.py::test_what_an_outside_broker_sends_again_counts_once"
    ),
    "HTTP push, kill -9 of the gateway and of nats-server": (
        "test_process.py::test_what_was_acknowledged_is_in_the_event_log_after_kills"
    ),
}
CASES = {
    "fuzzed MQTT packets": (
        "broker/test_bad_input.py::test_fuzz",
        "broker/test_bad_input.py::test_broken_packets_close_their_connection_only",
        "broker/test_packets.py::test_nothing_but_malformed_comes_of_any_bytes",
    ),
    "fuzzed MQTT payloads": ("mqtt/test_reader.py::test_any_bytes_are_a_value_or_bad",),
    "fuzzed Sparkplug payloads": (
        "sparkplug/test_payload.py::test_any_bytes_are_a_payload_or_bad",
        "sparkplug/test_payload.py::test_damaged_payloads",
    ),
    "fuzzed SHDR lines": (
        "../kernel/test_shdr.py::test_any_text_is_read_or_left_out",
        "../kernel/test_shdr.py::test_hostile_lines_never_give_more_entries_than_bars",
        "shdr/test_shdr_connector.py::test_bytes_may_be_cut_anywhere",
    ),
    "fuzzed MTConnect XML and streams": (
        "../kernel/test_mtconnect_model.py::test_any_bytes_are_a_document_or_invalid",
        "mtconnect/test_parsers.py::test_a_damaged_document_is_bad_data",
        "mtconnect/test_parsers.py::test_any_bytes_are_split_without_failing",
    ),
    "fuzzed HTTP JSON and gzip": (
        "http_push/test_payload.py::test_anything_is_taken_whole_or_refused",
        "http_push/test_payload.py::test_any_bytes_are_no_gzip_or_small",
    ),
    "fuzzed CSV": (
        "csv_folder/test_cells.py::test_rows_of_any_bytes_cover_them",
        "csv_folder/test_cells.py::test_any_text_is_a_row_or_says_why_not",
    ),
    "fuzzed Modbus addresses": ("modbus/test_words.py::test_any_text_is_an_address_or_rejected",),
    "a 10 MB MQTT message": (
        "broker/test_bad_input.py::test_a_message_of_ten_megabytes_is_refused_whole",
        "mqtt/test_large.py::test_a_message_of_ten_megabytes_is_cut_and_told_and_the_next_one_comes",
    ),
    "10 MB over HTTP": ("http_push/test_server.py::test_ten_megabytes_are_taken_and_more_is_refused",),
    "a wrong clock": (
        "test_timing.py::test_which_times_are_believed",
        "test_timing.py::test_a_wrong_clock_is_said_once_until_it_is_right_again",
        f"{SUITE}::test_a_clock_that_jumps_is_not_believed",
    ),
    "unknown units": (
        "sparkplug/test_browse.py::test_metrics_have_values_units_and_a_likely_meaning",
        "mtconnect/test_mtconnect_connector.py::test_browse_shows_values_units_and_meanings",
    ),
    "CSV in CP949, with a BOM, in UTF-16": (
        "csv_folder/test_folder.py::test_encodings",
        "csv_folder/test_cells.py::test_a_row_in_any_usual_encoding_is_the_same_text_or_is_refused",
    ),
    "a mapping to a signal that disappears": (
        "mqtt/test_reader.py::test_chosen_fields",
        "opcua/test_opcua_connector.py::test_a_node_that_disappears_is_bad_and_the_others_go_on",
        "modbus/test_modbus_connector.py::test_one_bad_address_hides_no_other_and_is_named",
        "mtconnect/test_mtconnect_connector.py::test_only_what_is_wanted_and_what_is_missing_is_told",
        "shdr/test_gone.py::test_a_key_that_is_gone_after_a_return_stays_missing",
        "csv_folder/test_folder.py::test_a_column_that_disappears_and_a_file_that_is_no_table",
        "sparkplug/test_gone.py::test_a_metric_that_is_gone_after_a_rebirth_is_missing_and_told",
    ),
    "a second instance": ("test_process.py::test_sigterm_publishes_what_waits_and_a_second_one_is_refused",),
    "a taken port": (
        "http_push/test_server.py::test_a_taken_port_is_said",
        "broker/test_bad_input.py::test_a_taken_port_is_said_and_taken_up_when_it_is_free",
        "../platform/test_refusals.py::test_a_taken_port",
    ),
    "a wrong certificate": (
        "broker/test_tls.py::test_a_wrong_certificate_is_said_in_the_status",
        "broker/test_tls.py::test_who_does_not_trust_us_or_speaks_without_tls_is_told",
        "broker/test_tls.py::test_an_outside_brokers_wrong_certificate_is_told_apart",
    ),
}

_HEAD = """# Connectors and faults

Every connector passes one suite (`tests/gateway/conformance.py`): the machine is played from its
side of the protocol, runner, intake and spool are the real ones. This page is written from the tests by
`python -m tests.gateway.conformance_table`; a test fails when a connector, a class or a test that it names
isn't there. `mosquitto` comes with `.ci/run`; without it its runs are
skipped on a developer's computer and fail under `CI=true`.

"""


def exists(test: str) -> bool:
    """Whether `file::name` or `file::Class::name` is defined."""
    file, _, name = test.partition("::")
    path = ROOT / file
    names = name.split("::")
    body: list[ast.stmt] = ast.parse(path.read_text("utf-8")).body if path.exists() else []
    classes = [one for one in body if isinstance(one, ast.ClassDef)]
    if len(names) == 2:
        body = [one for a_class in classes if a_class.name == names[0] for one in a_class.body]
    elif file == SUITE:
        body = [one for a_class in classes for one in a_class.body]
    return any(isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == names[-1] for one in body)


def named() -> list[str]:
    """Every test that the page names."""
    lists = [one for some in CASES.values() for one in some]
    classes = [f"{one.file}::{one.test}" for one in PEERS]
    faults = [f"{SUITE}::{test}" for test, _ in FAULTS.values()]
    return [*faults, *map(full, [*classes, *RECORDED.values(), *KILLS.values(), *lists])]


def full(test: str) -> str:
    """A test's path from the top; those here are written from this folder."""
    if test.startswith("../"):
        return f"tests/{test[3:]}"
    return test if test.startswith("tests/") else f"tests/gateway/{test}"


def _table(heads: str, rows: list[str]) -> str:
    return f"{heads}\n{'|---' * (heads.count('|') - 1)}|\n" + "\n".join(rows) + "\n"


def _test(test: str) -> str:
    return f"`{full(test)}`"


def _cell(peer: Peer, fault: str) -> str:
    return "–" if fault in peer.exempt.partition(":")[0] else "✓"


def document() -> str:
    """The whole page."""
    peers = [
        f"| {one.connector} | {one.way} | {one.peer} | {'ours' if one.is_ours else 'not ours'} "
        f"| {_test(f'{one.file}::{one.test}')} |"
        for one in PEERS
    ]
    matrix = [
        f"| {one.connector}: {one.test} | " + " | ".join(_cell(one, fault) for fault in FAULTS) + " |" for one in PEERS
    ]
    exempt = sorted({f"{one.connector}: {one.exempt}" for one in PEERS if one.exempt})
    faults = [f"| {fault} | {says} | `{SUITE}::{test}` |" for fault, (test, says) in FAULTS.items()]
    recorded = [f"| {what} | {_test(test)} |" for what, test in RECORDED.items()]
    kills = [f"| {what} | {_test(test)} |" for what, test in KILLS.items()]
    cases = [f"| {what} | {'<br>'.join(map(_test, tests))} |" for what, tests in CASES.items()]
    return _HEAD + "\n".join(
        (
            "## Who is at the other end\n",
            _table("| connector | way | peer | | test class |", peers),
            "There is no MTConnect agent or SHDR adapter of others that a test could install; what machines",
            "really said stands in for them:\n",
            _table("| recording or foreign bytes | test |", recorded),
            "## Faults\n",
            _table("| fault | what is checked | test |", faults),
            _table("| | " + " | ".join(FAULTS) + " |", matrix),
            *(f"– {one}." for one in exempt),
            "\n## Killed while messages are on their way\n",
            _table("| what | test |", kills),
            "## Bad input\n",
            _table("| case | tests |", cases),
        )
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
