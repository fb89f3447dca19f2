"""Device models of MTConnect: what they hold, and what a reading's text stands for."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.errors import Invalid
from dure.kernel.mtconnect import Conditions, DataItem, parse_xml, read_devices, reading, suggestion
from dure.kernel.observation import Quality
from dure.kernel.shdr import Kind
from tests import recordings

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:{version}"><Header/><Devices>
<Device id="m1" name="Mill 1" uuid="u1"><Description>한글 밀링</Description><DataItems>
<DataItem id="c1" name="pc" type="PART_COUNT" subType="GOOD" category="EVENT"><Source>partCnt</Source></DataItem>
<DataItem id="s1" name="load" type="LOAD" category="SAMPLE" units="PERCENT"/></DataItems></Device>
<Device id="m2" name="Mill 2" uuid="u2"><DataItems>
<DataItem id="c2" name="pc" type="PART_COUNT" category="EVENT"/>
<DataItem id="x2" name="cond" type="SYSTEM" category="CONDITION"/></DataItems></Device>
</Devices></MTConnectDevices>"""


@pytest.mark.parametrize("version", ["1.0", "1.3", "2.0", "2.7"])
def test_a_model_of_any_version(version: str) -> None:
    model = read_devices(MODEL.format(version=version).encode())
    assert [(d.name, len(d.items)) for d in model.devices] == [("Mill 1", 2), ("Mill 2", 2)]
    assert model.devices[0].description == "한글 밀링"
    for key, device, ident in (("pc", "Mill 2", "c2"), ("pc", "u1", "c1"), ("partCnt", "", "c1"), ("c2", "", "c2")):
        found = model.find(key, device)
        assert found is not None
        assert found.id == ident
    assert model.find("nothing") is None
    assert model.kind_of("", "cond") is Kind.CONDITION
    assert set(model.by_key("Mill 2")) == {"c2", "pc", "x2", "cond"}


@pytest.mark.parametrize(
    ("category", "type_", "sub_type", "expected"),
    [
        ("EVENT", "EXECUTION", "", "state"),
        ("EVENT", "PART_COUNT", "ACTUAL", "total"),
        ("EVENT", "PART_COUNT", "ALL", "total"),
        ("EVENT", "PART_COUNT", "GOOD", "good"),
        ("EVENT", "PART_COUNT", "BAD", "reject"),
        ("CONDITION", "SYSTEM", "", "alarm"),
        ("SAMPLE", "LOAD", "", "measurement"),
        ("EVENT", "PART_ID", "", "part_id"),
        ("EVENT", "PROGRAM", "", "program"),
        ("EVENT", "AVAILABILITY", "", ""),
    ],
)
def test_what_an_item_probably_means(category: str, type_: str, sub_type: str, expected: str) -> None:
    assert suggestion(DataItem("d", "i", "n", category, type_, sub_type)) == expected


COUNT = DataItem("d", "i", "n", "EVENT", "PART_COUNT")
PROGRAM = DataItem("d", "i", "n", "EVENT", "PROGRAM")


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        (COUNT, "12", (12, Quality.GOOD)),
        (COUNT, " 0 ", (0, Quality.GOOD)),
        (COUNT, "1.5E2", (150.0, Quality.GOOD)),
        (COUNT, "", (None, Quality.MISSING)),
        (COUNT, "twelve", ("twelve", Quality.BAD)),
        (COUNT, "UnAvailable", (None, Quality.MISSING)),
        (PROGRAM, "0012", ("0012", Quality.GOOD)),
        (PROGRAM, "12", ("12", Quality.GOOD)),
        (None, "12", (12, Quality.GOOD)),
        (None, "0012", ("0012", Quality.GOOD)),
        (None, "-0.5", (-0.5, Quality.GOOD)),
        (None, "ACTIVE", ("ACTIVE", Quality.GOOD)),
    ],
)
def test_readings(item: DataItem | None, text: str, expected: tuple[object, Quality]) -> None:
    got = reading(item, text)
    assert got == expected
    assert type(got[0]) is type(expected[0])


def test_an_item_is_normal_only_when_all_its_alarms_have_ended() -> None:
    conditions = Conditions()
    steps = [
        (("Warning", "12", "Filter"), "WARNING 12 Filter"),
        (("Fault", "7", ""), "FAULT 7; WARNING 12 Filter"),
        (("Normal", "12", ""), "FAULT 7"),
        (("Fault", "9", "유압"), "FAULT 7; FAULT 9 유압"),
        (("Normal", "", ""), "NORMAL"),
    ]
    for change, expected in steps:
        assert conditions.apply("a", *change) == (expected, Quality.GOOD)
    assert conditions.apply("a", "unavailable", "", "") == (None, Quality.MISSING)


def test_a_document_type_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(Invalid, match="document type"):
        parse_xml(bomb)
    with pytest.raises(Invalid, match="MTConnectDevices"):
        read_devices(b"<html/>")


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;!ab= '\"[]", max_size=80).map(str.encode))
def test_any_bytes_are_a_document_or_invalid(data: bytes) -> None:
    try:
        parse_xml(data)
    except Invalid:
        return


@pytest.mark.parametrize("name", ["nist-smstestbed", "nist-mtc-box-assembly", "mtconnect-okuma-demo"])
def test_recorded_models_have_as_many_items_as_their_text(name: str) -> None:
    path: Path = recordings.folder() / name / "Devices.xml"
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    model = read_devices(path.read_bytes())
    assert sum(len(device.items) for device in model.devices) == len(re.findall(r"<DataItem[ >\n]", text))
    assert len(model.devices) == len(re.findall(r"<Device ", text))
    assert all(item.id and item.type and item.category for d in model.devices for item in d.items)
