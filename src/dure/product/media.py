"""Which kind a file is, by what stands in it and not by what it is called. Pure."""

from dataclasses import dataclass

MB = 1024 * 1024
MOST_PICTURE_MB, MOST_FILE_MB = 5, 30


@dataclass(frozen=True, slots=True)
class Kind:
    suffix: str
    mime: str
    most_bytes: int


JPEG = Kind("jpg", "image/jpeg", MOST_PICTURE_MB * MB)
PNG = Kind("png", "image/png", MOST_PICTURE_MB * MB)
WEBP = Kind("webp", "image/webp", MOST_PICTURE_MB * MB)
MP4 = Kind("mp4", "video/mp4", MOST_FILE_MB * MB)
WEBM = Kind("webm", "video/webm", MOST_FILE_MB * MB)
PDF = Kind("pdf", "application/pdf", MOST_FILE_MB * MB)
DWG = Kind("dwg", "application/acad", MOST_FILE_MB * MB)
DXF = Kind("dxf", "application/dxf", MOST_FILE_MB * MB)
STEP = Kind("step", "application/step", MOST_FILE_MB * MB)

PICTURES = frozenset({JPEG, PNG, WEBP})
VIDEOS = frozenset({MP4, WEBM})
DRAWINGS = frozenset({PDF, DWG, DXF, STEP}) | PICTURES
KINDS = frozenset({MP4, WEBM}) | DRAWINGS

_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"3gp4",
    b"3gp5",
)


def kind_named(name: str) -> Kind | None:
    """The kind of a file that was taken, by the ending that it was then given."""
    ending = name.rpartition(".")[2].lower()
    return next((kind for kind in KINDS if kind.suffix == ending), None)


def kind_of(data: bytes) -> Kind | None:
    """None for anything else: an SVG or HTML could carry a script, an office file a macro."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return _video(data) or _drawing(data)


def _video(data: bytes) -> Kind | None:
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        return MP4
    # An EBML header names its document type within the first bytes.
    return WEBM if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64] else None


def _drawing(data: bytes) -> Kind | None:
    if data.startswith(b"%PDF-"):
        return PDF
    if data[:4] == b"AC10" and data[4:6].decode("latin-1").isdecimal():
        return DWG
    if data.startswith(b"ISO-10303-21;"):
        return STEP
    lines = data[:200].split(b"\n", 2)
    is_dxf = len(lines) == 3 and lines[0].strip() == b"0" and lines[1].strip() == b"SECTION"
    return DXF if is_dxf or data.startswith(b"AutoCAD Binary DXF") else None
