"""What a camera writes beside a picture goes; the picture stays as it was."""

import struct
import zlib

import pytest

from dure.safety.metadata import cleaned, orientation
from tests.product.pictures import PIXEL


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def tiff(order: str, turned: int) -> bytes:
    head = {"<": b"II\x2a\x00", ">": b"MM\x00\x2a"}[order] + struct.pack(f"{order}I", 8)
    entries = struct.pack(f"{order}HHIHH", 0x0110, 2, 1, 0, 0) + struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    return head + struct.pack(f"{order}H", 2) + entries + bytes(4) + b"GPS 37.5665 126.9780"


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
TABLE = segment(0xDB, bytes(65))
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd9"


def jpeg(*between: bytes) -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(between) + TABLE + SCAN


@pytest.mark.parametrize("order", ["<", ">"])
def test_of_a_jpeg_only_how_it_is_turned_is_kept(order):
    secret = segment(0xE1, b"Exif\x00\x00" + tiff(order, 6))
    xmp, maker, note = segment(0xE1, b"http://ns.adobe.com/xap/"), segment(0xED, b"Photoshop"), segment(0xFE, b"kim")
    found = cleaned(jpeg(secret, xmp, maker, note))
    assert not [word for word in (b"GPS", b"adobe", b"Photoshop", b"kim") if word in found]
    assert found.startswith(b"\xff\xd8\xff\xe1")
    assert found.endswith(JFIF + TABLE + SCAN)
    assert orientation(found[found.index(b"Exif\x00\x00") + 6 :]) == 6


def test_a_jpeg_without_a_turn_has_no_exif_at_all():
    assert cleaned(jpeg(segment(0xE1, b"Exif\x00\x00" + tiff("<", 1)))) == jpeg()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_of_a_png_texts_and_times_go():
    with_text = PIXEL[:33] + chunk(b"tEXt", b"Author\x00kim") + chunk(b"eXIf", tiff("<", 3)) + PIXEL[33:]
    assert cleaned(with_text) == PIXEL
    assert cleaned(PIXEL) == PIXEL


def test_of_a_webp_exif_goes_and_its_flag_too():
    def part(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)

    def whole(*parts: bytes) -> bytes:
        body = b"WEBP" + b"".join(parts)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    picture = part(b"VP8 ", b"abc")
    told = whole(part(b"VP8X", b"\x2c" + bytes(9)), picture, part(b"EXIF", tiff("<", 6)), part(b"XMP ", b"kim"))
    assert cleaned(told) == whole(part(b"VP8X", bytes(10)), picture)


@pytest.mark.parametrize(
    "broken", [jpeg()[:20], b"\xff\xd8\xff\xe1\x00", PIXEL[:40], PIXEL[:20] + b"x" + PIXEL[21:]]
)  # fmt: skip
def test_a_broken_picture_is_refused(broken):
    with pytest.raises(ValueError):
        cleaned(broken)


def test_a_document_stays_as_it_is():
    assert cleaned(b"%PDF-1.7 x") == b"%PDF-1.7 x"
