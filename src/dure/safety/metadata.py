"""Taking out of a picture what a camera writes beside it: place, time, serial number, owner. Pure.

Only how it is turned is kept of a JPEG, so that it still stands upright.
"""

import struct
import zlib

_ORIENTATION = 0x0112
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT"})
_WEBP_LEFT_OUT = frozenset({b"EXIF", b"XMP ", b"ICCP"})
_EXIF_FLAGS = 0x08 | 0x04 | 0x20
_EXIF = b"Exif\x00\x00"


def cleaned(data: bytes) -> bytes:
    """The same picture without what was written beside it; data of another kind as it is.

    Raises ValueError for a picture that is cut off or broken.
    """
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(_PNG_HEAD):
        return _png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return data


def _jpeg(data: bytes) -> bytes:
    """Segments APP1 to APP15 and comments are left out, but APP14 (Adobe's colours); APP0 (JFIF) stays."""
    kept, at, turned = [b"\xff\xd8"], 2, 1
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xDA:
            head = [_turned(turned)] if turned != 1 else []
            return b"".join([kept[0], *head, *kept[1:], data[at:]])
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if end > len(data) or end < at + 4:
            raise ValueError("a segment is cut off")
        segment = data[at:end]
        if marker == 0xE1 and segment[4:10] == _EXIF:
            turned = orientation(segment[10:]) or turned
        elif marker in (0xE0, 0xEE) or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        at = end
    raise ValueError("no picture in it")


def orientation(tiff: bytes) -> int | None:
    """Value 1 to 8 of the orientation in the first directory of a TIFF structure; None without one."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return None
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return None
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for place in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _kind, _length, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return int(value) if 1 <= value <= 8 else None
    return None


def _turned(value: int) -> bytes:
    """An APP1 segment that says nothing but the orientation."""
    tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0) + bytes(4)
    body = _EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    kept, at = [_PNG_HEAD], len(_PNG_HEAD)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end, name = at + 12 + length, data[at + 4 : at + 8]
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise ValueError("a chunk is broken")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end")


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(data):
        name, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise ValueError("a chunk is cut off")
        chunk = data[at:end]
        if name == b"VP8X" and length:
            chunk = chunk[:8] + bytes([chunk[8] & ~_EXIF_FLAGS & 0xFF]) + chunk[9:]
        if name not in _WEBP_LEFT_OUT:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
