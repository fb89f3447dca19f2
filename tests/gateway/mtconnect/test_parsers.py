"""Documents and multipart bodies: whatever comes, it is read or refused in words."""

from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.connector import BadData
from dure.gateway.connectors.mtconnect.documents import AgentError, read_streams
from dure.gateway.connectors.mtconnect.multipart import Parts, boundary

BODIES = [b"<a>1</a>", "<b>한글 --x</b>".encode(), b"<c/>"]


def test_boundary_of_a_content_type() -> None:
    assert boundary('multipart/x-mixed-replace; boundary="a b"') == b"a b"
    assert boundary("Multipart/x-mixed-replace;BOUNDARY=--abc;charset=x") == b"--abc"
    assert boundary("text/xml; boundary=x") is None


@given(st.data(), st.booleans(), st.booleans())
def test_parts_are_the_same_however_the_bytes_are_cut(data: st.DataObject, gives_length: bool, bare: bool) -> None:
    newline = b"\n" if bare else b"\r\n"
    stream = b"preamble"
    for body in BODIES:
        length = b"Content-length: %d%s" % (len(body), newline) if gives_length else b""
        stream += (
            newline + b"--MARK" + newline + b"Content-type: text/xml" + newline + length + newline + body + newline
        )
    stream += b"--MARK--"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    parts = Parts(b"MARK")
    found = [p for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True) for p in parts.feed(stream[a:b])]
    assert found == BODIES


@given(st.lists(st.binary(max_size=60) | st.sampled_from([b"--M", b"\r\n\r\n", b"Content-length: 3\r\n"]), max_size=30))
def test_any_bytes_are_split_without_failing(pieces: list[bytes]) -> None:
    parts = Parts(b"M")
    total = sum(len(part) for piece in pieces for part in parts.feed(piece))
    assert total <= sum(map(len, pieces))


_GOOD = (
    '<MTConnectStreams xmlns="urn:x"><Header instanceId="1" firstSequence="1" nextSequence="3"/><Streams>'
    '<DeviceStream name="d"><E dataItemId="a" sequence="2" timestamp="2026-01-01T00:00:00Z">5</E></DeviceStream>'
    "</Streams></MTConnectStreams>"
)


@given(st.integers(0, len(_GOOD)), st.text(alphabet='<>"=/ &x1', max_size=6))
def test_a_damaged_document_is_bad_data(at: int, junk: str) -> None:
    try:
        got = read_streams((_GOOD[:at] + junk + _GOOD[at + 2 :]).encode())
    except (BadData, AgentError):
        return
    assert got.next >= 0 or got.reported is not None


def test_data_sets_become_pairs() -> None:
    text = _GOOD.replace(">5<", '><Entry key="A">1</Entry><Entry key="B"><Cell key="x">2</Cell></Entry><')
    assert read_streams(text.encode()).reported[0].text == "A=1 B={x=2}"
