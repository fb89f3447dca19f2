"""Writes docs/reference/conformance.md from the tests: `python -m tests.gateway.conformance_table`."""

import ast
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reference" / "conformance.md"
SUITE = "tests/gateway/conformance.py"
FAULTS = {
    "lost": ("test_a_lost_machine_is_missing", "switched off as by a power cut: the value is MISSING once, the state says why"),
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
_MQTT, _SPARKPLUG = "tests/gateway/mqtt/test_conformance.py", "tests/gateway/sparkplug/test_conformance.py"
_MODBUS = "tests/gateway/modbus/test_conformance.py"
PEERS = (
    Peer("mqtt", "built-in listener", "paho-mqtt as the machine", False, _MQTT, "TestMqttBuiltIn"),
    Peer("mqtt", "outside broker", "mosquitto, paho-mqtt as the machine", False, _MQTT, "TestMqttMosquitto"),
    Peer("mqtt", "outside broker", "another Dure gateway's broker, paho-mqtt as the machine", True, _MQTT, "TestMqttAnotherDure"),
    Peer("sparkplug", "built-in listener", "edge node of paho-mqtt and a hand-written encoder", True, _SPARKPLUG, "TestSparkplugBuiltIn"),
    Peer("sparkplug", "outside broker", "mosquitto; the same edge node", False, _SPARKPLUG, "TestSparkplugMosquitto"),
    Peer("sparkplug", "outside broker", "another Dure gateway's broker; the same edge node", True, _SPARKPLUG, "TestSparkplugAnotherDure"),
    Peer("opcua", "subscription", "asyncua's server", False, "tests/gateway/opcua/test_conformance.py", "TestOpcUa"),
    Peer("modbus", "TCP", "pymodbus's server", False, _MODBUS, "TestModbusTcp", _NO_TIME),
    Peer("modbus", "RTU over TCP", "pymodbus's server", False, _MODBUS, "TestModbusRtuOverTcp", _NO_TIME),
    Peer("modbus", "RTU on a serial line", "pymodbus's server on a pair of pseudo-terminals", False, _MODBUS, "TestModbusRtu", _NO_TIME),
    Peer("mtconnect", "probe, current, sample", "an agent played by the tests from the published protocol", True, "tests/gateway/mtconnect/test_conformance.py", "TestMtConnect"),
    Peer("shdr", "adapter line", "an adapter played by the tests", True, "tests/gateway/shdr/test_conformance.py", "TestShdr"),
    Peer("http_push", "POST", "Python's http.client", False, "tests/gateway/http_push/test_conformance.py", "TestHttpPush"),
    Peer("csv_folder", "watched folder", "files as spreadsheets write them (CP949, Korean times)", True, "tests/gateway/csv_folder/test_conformance.py", "TestCsvFolder"),
)
RECORDED = {
    "recorded part counts of 40 machined parts through MTConnect": "tests/gateway/mtconnect/test_mtconnect_connector.py::test_recorded_part_counts_come_through",
    "the same through SHDR": "tests/gateway/shdr/test_shdr_connector.py::test_recorded_part_counts_come_through",
    "the same through OPC UA": "tests/gateway/opcua/test_opcua_connector.py::test_recorded_part_counts_come_through",
    "the same through Modbus TCP and RTU": "tests/gateway/modbus/test_modbus_connector.py::test_recorded_part_counts_come_through",
    "recorded adapter lines of four machines": "tests/kernel/test_shdr.py::test_every_recording_reads_to_the_same_counts_as_simple_code",
    "recorded device models": "tests/kernel/test_mtconnect_model.py::test_recorded_models_have_as_many_items_as_their_text",
    "Sparkplug payloads of other encoders": "tests/gateway/sparkplug/test_payload.py::test_values_of_other_encoders",
}
KILLS = {
    "QoS 1 and 2 publishers (paho-mqtt), kill -9 of the gateway": "tests/gateway/broker/test_kill.py::test_kills_under_load_lose_and_double_nothing",
    "equal events whose PUBACK was lost, then kill -9, twice": "tests/gateway/broker/test_kill.py::test_equal_events_whose_acknowledgement_was_lost_count_once",
    "a device with a single packet id": "tests/gateway/broker/test_kill.py::test_a_device_with_one_packet_id_loses_no_event",
    "mosquitto sends again what the killed gateway had not acknowledged": "tests/gateway/broker/test_kill.py::test_what_an_outside_broker_sends_again_counts_once",
    "HTTP push, kill -9 of the gateway and of nats-server": "tests/gateway/test_process.py::test_what_was_acknowledged_is_in_the_event_log_after_kills",
}
CASES = {
    "fuzzed MQTT packets": (
        "tests/gateway/broker/test_bad_input.py::test_fuzz",
        "tests/gateway/broker/test_bad_input.py::test_broken_packets_close_their_connection_only",
        "tests/gateway/broker/test_packets.py::test_nothing_but_malformed_comes_of_any_bytes",
    ),
    "fuzzed MQTT payloads": ("tests/gateway/mqtt/test_reader.py::test_any_bytes_are_a_value_or_bad",),
    "fuzzed Sparkplug payloads": (
        "tests/gateway/sparkplug/test_payload.py::test_any_bytes_are_a_payload_or_bad",
        "tests/gateway/sparkplug/test_payload.py::test_damaged_payloads",
    ),
    "fuzzed SHDR lines": (
        "tests/kernel/test_shdr.py::test_any_text_is_read_or_left_out",
        "tests/kernel/test_shdr.py::test_hostile_lines_never_give_more_entries_than_bars",
        "tests/gateway/shdr/test_shdr_connector.py::test_bytes_may_be_cut_anywhere",
    ),
    "fuzzed MTConnect XML and streams": (
        "tests/kernel/test_mtconnect_model.py::test_any_bytes_are_a_document_or_invalid",
        "tests/gateway/mtconnect/test_parsers.py::test_a_damaged_document_is_bad_data",
        "tests/gateway/mtconnect/test_parsers.py::test_any_bytes_are_split_without_failing",
    ),
    "fuzzed HTTP JSON and gzip": (
        "tests/gateway/http_push/test_payload.py::test_anything_is_taken_whole_or_refused",
        "tests/gateway/http_push/test_payload.py::test_any_bytes_are_no_gzip_or_small",
    ),
    "fuzzed CSV": (
        "tests/gateway/csv_folder/test_cells.py::test_rows_of_any_bytes_cover_them",
        "tests/gateway/csv_folder/test_cells.py::test_any_text_is_a_row_or_says_why_not",
    ),
    "fuzzed Modbus addresses": ("tests/gateway/modbus/test_words.py::test_any_text_is_an_address_or_rejected",),
    "a 10 MB MQTT message": (
        "tests/gateway/broker/test_bad_input.py::test_a_message_of_ten_megabytes_is_refused_whole",
        "tests/gateway/mqtt/test_large.py::test_a_message_of_ten_megabytes_is_cut_and_told_and_the_next_one_comes",
    ),
    "10 MB over HTTP": ("tests/gateway/http_push/test_server.py::test_ten_megabytes_are_taken_and_more_is_refused",),
    "a wrong clock": (
        "tests/gateway/test_timing.py::test_which_times_are_believed",
        "tests/gateway/test_timing.py::test_a_wrong_clock_is_said_once_until_it_is_right_again",
        f"{SUITE}::test_a_clock_that_jumps_is_not_believed",
    ),
    "unknown units": (
        "tests/gateway/sparkplug/test_browse.py::test_metrics_have_values_units_and_a_likely_meaning",
        "tests/gateway/mtconnect/test_mtconnect_connector.py::test_browse_shows_values_units_and_meanings",
    ),
    "CSV in CP949, with a BOM, in UTF-16": (
        "tests/gateway/csv_folder/test_folder.py::test_encodings",
        "tests/gateway/csv_folder/test_cells.py::test_a_row_in_any_usual_encoding_is_the_same_text_or_is_refused",
    ),
    "a mapping to a signal that disappears": (
        "tests/gateway/mqtt/test_reader.py::test_chosen_fields",
        "tests/gateway/opcua/test_opcua_connector.py::test_a_node_that_disappears_is_bad_and_the_others_go_on",
        "tests/gateway/modbus/test_modbus_connector.py::test_one_bad_address_hides_no_other_and_is_named",
        "tests/gateway/mtconnect/test_mtconnect_connector.py::test_only_what_is_wanted_and_what_is_missing_is_told",
        "tests/gateway/shdr/test_gone.py::test_a_key_that_is_gone_after_a_return_stays_missing",
        "tests/gateway/csv_folder/test_folder.py::test_a_column_that_disappears_and_a_file_that_is_no_table",
        "tests/gateway/sparkplug/read_values.py::{sparkplug}",
    ),
    "a second instance": ("tests/gateway/test_process.py::test_sigterm_publishes_what_waits_and_a_second_one_is_refused",),
    "a taken port": (
        "tests/gateway/http_push/test_server.py::test_a_taken_port_is_said",
        "tests/platform/test_refusals.py::test_a_taken_port",
    ),
    "a wrong certificate": (
        "tests/gateway/broker/test_tls.py::test_a_wrong_certificate_is_said_in_the_status",
        "tests/gateway/broker/test_tls.py::test_who_does_not_trust_us_or_speaks_without_tls_is_told",
        "tests/gateway/broker/test_tls.py::test_an_outside_brokers_wrong_certificate_is_told_apart",
    ),
}
