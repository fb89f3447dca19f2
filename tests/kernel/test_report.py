"""Signed, numbered reports: one form of bytes, and each thing that can be wrong has its name."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel import report
from dure.kernel.report import Chain, Kind, Message, Reason, Receipt, Refused, Reported, Terms

KEY, OTHER = report.key_of("one"), report.key_of("another")
PLANT, CODE = report.name_of(KEY), "0123456789abcdef" * 2
TERMS = Terms("시행기관", "참여기업 성과 확인", ("oee",), date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31))
FIRST = Message(Kind.CONTRACT, PLANT, CODE, 1, "", "2026-01-01T00:00:00Z", terms=TERMS)

values = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
figures = st.lists(
    st.builds(
        Reported, st.from_regex(r"\A[a-z][a-z0-9_]{0,20}\Z"), st.sampled_from(["", "kWh", "개"]), values,
        st.none() | st.decimals(0, 1, places=4),
    ),
    unique_by=lambda one: one.code, max_size=8,
).map(tuple)  # fmt: skip


def day_report(number, before, **other):
    given = {"day": date(2026, 1, 1) + timedelta(days=number), "figures": (Reported("oee", "", Decimal("0.61")),)}
    return Message(Kind.REPORT, PLANT, CODE, number, before, "2026-02-01T00:00:00Z", **given | other)


def chained(count):
    """Packets of a contract and its reports, count in all."""
    packets = [report.seal(FIRST, KEY)]
    while len(packets) < count:
        packets.append(report.seal(day_report(len(packets) + 1, report.digest(packets[-1])), KEY))
    return packets


def read(chain, packet, held=None):
    message = report.open_packet(packet, PLANT)
    return report.follow(chain, message, report.digest(packet), held)


def refusal(do, *args):
    with pytest.raises(Refused) as caught:
        do(*args)
    return caught.value.reason


@given(figures, st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(2, 10**6))
def test_what_is_sealed_is_what_is_read(rows, day, number):
    message = day_report(number, "ab" * 32, figures=rows, day=day)
    packet = report.seal(message, KEY)
    assert report.open_packet(packet, PLANT) == message
    assert report.claimed(packet) == (PLANT, CODE, number)
    assert report.seal(report.open_packet(packet, PLANT), KEY) == packet


def test_a_contract_comes_back_with_its_korean_words():
    assert report.open_packet(report.seal(FIRST, KEY), PLANT) == FIRST


def test_the_bytes_are_these():
    """Written out by hand, so that another program can make and check them."""
    message = Message(
        Kind.REPORT, PLANT, CODE, 2, "cd" * 32, "2026-02-01T00:00:00Z", date(2026, 1, 3),
        (Reported("oee", "비율", Decimal("0.6100"), Decimal(1)), Reported("made", "개", Decimal("0E+2"))),
    )  # fmt: skip
    body = (
        f'{{"before":"{"cd" * 32}","contract":"{CODE}","day":"2026-01-03","figures":[["oee","비율","0.6100","1"],'
        f'["made","개","0",null]],"kind":"report","made_at":"2026-02-01T00:00:00Z","number":2,"plant":"{PLANT}","v":1}}'
    ).encode()
    packet = report.seal(replace(message, figures=(message.figures[0], Reported("made", "개", Decimal(0)))), KEY)
    assert packet.partition(b"\n")[2] == body
    assert packet == base64.b64encode(KEY.sign(body)) + b"\n" + body


@given(st.data())
def test_no_byte_can_be_changed_unseen(data):
    packet = report.seal(day_report(2, "ab" * 32), KEY)
    at = data.draw(st.integers(0, len(packet) - 1))
    changed = bytearray(packet)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refused) as caught:
        report.open_packet(bytes(changed), PLANT)
    assert caught.value.reason in (Reason.ALTERED, Reason.UNREADABLE)


@given(st.binary(max_size=400))
def test_rubbish_is_refused_and_nothing_else_happens(packet):
    assert refusal(report.claimed, packet) is Reason.UNREADABLE
    assert refusal(report.open_packet, packet, PLANT) is Reason.UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1}, {"v": 2}, {"number": 0}, {"number": True}, {"number": 1}, {"figures": [["oee", "", "NaN", None]]},
        {"figures": [["oee", "", "1", None], ["oee", "", "2", None]]}, {"figures": [["oee", "", "1e3", None]]},
        {"figures": [["oee", "", 0.5, None]]}, {"day": "2026-02-30"}, {"day": None}, {"before": ""},
        {"plant": "zz" * 32}, {"kind": "receipt"}, {"figures": [["OEE", "", "1", None]]}, {"made_at": "yesterday"},
    ],
)  # fmt: skip
def test_what_is_signed_but_no_report_is_refused(change):
    body = report.seal(day_report(2, "ab" * 32), KEY).partition(b"\n")[2]
    text = json.dumps(
        json.loads(body) | change, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()  # fmt: skip
    packet = base64.b64encode(KEY.sign(text)) + b"\n" + text
    assert refusal(report.open_packet, packet, PLANT) is Reason.UNREADABLE


def test_another_form_of_the_same_words_is_refused():
    body = report.seal(day_report(2, "ab" * 32), KEY).partition(b"\n")[2].replace(b":", b": ", 1)
    assert refusal(report.open_packet, base64.b64encode(KEY.sign(body)) + b"\n" + body, PLANT) is Reason.UNREADABLE


def test_a_packet_longer_than_the_limit_is_refused():
    assert refusal(report.claimed, b"\n" + b"[" * 70_000) is Reason.UNREADABLE
    assert refusal(report.claimed, b"\n" + b"[" * 60_000) is Reason.UNREADABLE


def test_another_plants_signature_is_none():
    assert refusal(report.open_packet, report.seal(FIRST, OTHER), PLANT) is Reason.ALTERED
    forged = report.seal(replace(FIRST, plant=report.name_of(OTHER)), KEY)
    assert refusal(report.open_packet, forged, PLANT) is Reason.OTHER_PLANT
    assert refusal(report.open_packet, forged, "not a key") is Reason.ALTERED


def test_a_chain_is_read_to_its_end_and_again():
    packets, chain = chained(5), Chain(PLANT, CODE)
    for number, packet in enumerate(packets, 1):
        assert read(chain, packet) is True
        chain = Chain(PLANT, CODE, number, report.digest(packet))
    for packet in packets:
        assert read(chain, packet, report.digest(packet)) is False


def test_each_break_of_a_chain_has_its_name():
    packets = chained(4)
    at_two = Chain(PLANT, CODE, 2, report.digest(packets[1]))
    assert refusal(read, at_two, packets[3]) is Reason.GAP
    assert refusal(read, at_two, packets[1], "00" * 32) is Reason.OTHER_CONTENT
    assert refusal(read, replace(at_two, digest="00" * 32), packets[2]) is Reason.BROKEN_CHAIN
    assert refusal(read, replace(at_two, contract="f" * 32), packets[2]) is Reason.OTHER_CONTRACT
    assert refusal(read, replace(at_two, plant=report.name_of(OTHER)), packets[2]) is Reason.OTHER_PLANT


def test_a_revocation_holds_whatever_is_missing_before_it():
    end = Message(Kind.REVOCATION, PLANT, CODE, 9, "12" * 32, "2026-03-01T00:00:00Z")
    packet = report.seal(end, KEY)
    at_two = Chain(PLANT, CODE, 2, "34" * 32)
    assert read(at_two, packet) is True
    assert read(replace(at_two, number=9), packet, report.digest(packet)) is False
    assert refusal(read, replace(at_two, number=9), packet, "34" * 32) is Reason.OTHER_CONTENT
    assert refusal(read, replace(at_two, contract="f" * 32), packet) is Reason.OTHER_CONTRACT


@given(st.permutations(range(6)))
def test_in_any_order_with_repeats_each_is_taken_once(order):
    """A reader that refuses what doesn't follow, and a sender that goes round, end with all in order."""
    packets, taken = chained(6), []
    for at in [*order] * 6:
        chain = Chain(PLANT, CODE, len(taken), report.digest(taken[-1]) if taken else "")
        held = report.digest(taken[at]) if at < len(taken) else None
        if at > len(taken):
            assert refusal(read, chain, packets[at], held) is Reason.GAP
        elif read(chain, packets[at], held):
            taken.append(packets[at])
    assert taken == packets


@pytest.mark.parametrize("reason", [None, *Reason])
def test_receipts_are_the_hubs(reason):
    receipt = Receipt(CODE, "ab" * 32, reason, 3, "2026-02-01T00:00:00Z")
    packet = report.seal_receipt(receipt, KEY)
    assert report.open_receipt(packet, PLANT) == receipt
    assert refusal(report.open_receipt, packet, report.name_of(OTHER)) is Reason.ALTERED
    assert refusal(report.open_receipt, report.seal(FIRST, KEY), PLANT) is Reason.UNREADABLE
