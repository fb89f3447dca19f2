"""How wide and high a picture is, from its first bytes (PNG, ISO/IEC 15948; JPEG, ITU-T T.81; WebP, RFC 9649). Pure."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Pixels across and down; None for what is no such picture or ends too early."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            found = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
        elif data.startswith(b"\xff\xd8"):
            found = _jpeg(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            found = _webp(data)
        else:
            return None
    except IndexError:
        return None
    return found if all(found) else None


def _jpeg(data: bytes) -> tuple[int, int]:
    """Marker by marker up to a frame's header. Raises IndexError when there is none."""
    at = 2
    while data[at] == 0xFF:
        if data[at + 1] == 0xFF:
            at += 1
            continue
        if data[at + 1] in _FRAMES and len(data) > at + 9:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise IndexError(at)


def _webp(data: bytes) -> tuple[int, int]:
    kind, body = data[12:16], data[20:]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
