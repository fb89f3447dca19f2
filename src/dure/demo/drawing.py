"""A small drawing as a PDF: the three faces of a carton with their measures. Pure."""

_SCALE = 0.5
"""Points for each millimetre of the carton."""


def carton(length: int, width: int, height: int) -> bytes:
    """One A4 page with front, side and top of a carton of so many millimetres."""
    faces = ((60, 480, length, height, "FRONT"), (340, 480, width, height, "SIDE"), (60, 260, length, width, "TOP"))
    drawn = [_face(*face) for face in faces]
    title = f"BT /F1 14 Tf 60 760 Td (CARTON {length} x {width} x {height} mm) Tj ET"
    return _pdf("\n".join([title, *drawn]))


def _face(x: int, y: int, across: int, up: int, name: str) -> str:
    wide, tall = across * _SCALE, up * _SCALE
    box = f"1 w {x} {y} {wide} {tall} re S"
    return f"{box}\nBT /F1 10 Tf {x} {y - 16} Td ({name}  {across} x {up}) Tj ET"


def _pdf(content: str) -> bytes:
    """A page of PDF operators as a whole file (ISO 32000-1, 7.5)."""
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(parts) + 1
    tail = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {count}\n0000000000 65535 f \n{table}{tail}".encode("ascii")
