"""Which picture a file is, by what stands in it and not by what it is called. Pure."""

MOST_MB = 5
MOST_BYTES = MOST_MB * 1024 * 1024
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def kind_of(data: bytes) -> str | None:
    """jpg, png or webp; None for anything else (an SVG could carry a script)."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
