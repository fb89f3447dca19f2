"""The smallest files of the kinds that are taken."""

from django.core.files.uploadedfile import SimpleUploadedFile

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
VIDEO = b"\x00\x00\x00\x18ftypisom" + bytes(300)
DRAWING = b"%PDF-1.7\n" + bytes(64)


def upload(name: str = "step.png", data: bytes = PIXEL) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
