"""A page as PDF by WeasyPrint, which is the extra `reports`. No Django; loaded when the first PDF is asked for.

Nothing is fetched from anywhere: what a page names is asked of the caller, by its path on this server.
"""

import io
import logging
import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlsplit

Fetch = Callable[[str], tuple[bytes, str]]
"""From a path on this server to bytes and their media type. Raises LookupError for what may not be shown."""
_HERE = "http://own.invalid/"
"""A made-up address of this server, so that relative and absolute paths are told from foreign addresses."""
_SHEET = re.compile(r'<link rel="stylesheet" href="(/[^"]+)">')
_DRAWING = re.compile(r"<svg\b[^>]*>")
_WHOLE = re.compile(r"(^|[\s>+~])svg[^\s>+~]*$")
"""A selector of a drawing as a whole, which has its size and place on the page."""
_log = logging.getLogger(__name__)
# It warns of each declaration of a style sheet that only browsers know.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Lack(StrEnum):
    """Why this computer makes no PDF."""

    EXTRA = "extra"
    LIBRARIES = "libraries"


@cache
def lack() -> Lack | None:
    """What is missing: the extra, or the system's libraries that it needs (Pango); None when PDFs can be made."""
    try:
        import weasyprint  # noqa: F401 - whether it loads is the question
    except ImportError:
        return Lack.EXTRA
    except OSError as error:
        _log.warning("PDFs can't be made: %s", str(error).splitlines()[0])
        return Lack.LIBRARIES
    return None


def pdf(html: str, fetch: Fetch) -> bytes:
    """The PDF of a page's source. What `fetch` refuses is left out, as a browser leaves out a broken picture."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Own(URLFetcher):  # type: ignore[misc,unused-ignore]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if not url.startswith(_HERE):
                _log.warning("A document asked for something from elsewhere, which is refused: %s", url[:200])
                raise LookupError(url)
            body, kind = fetch(urlsplit(url).path)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    out = io.BytesIO()
    HTML(string=_dressed(html, fetch), base_url=_HERE, url_fetcher=Own()).write_pdf(out)
    return out.getvalue()


def _dressed(html: str, fetch: Fetch) -> str:
    """The page with its style sheets inside its drawings too: WeasyPrint knows no other styles for what is in one."""
    if not _DRAWING.search(html):
        return html
    rules = "".join(_rules(urlsplit(path).path, fetch) for path in _SHEET.findall(html))
    return _DRAWING.sub(lambda found: f"{found[0]}<style>{rules}</style>", html)


def _rules(path: str, fetch: Fetch) -> str:
    """The rules of a style sheet for what is in drawings; nothing of one that may not be shown."""
    import tinycss2

    try:
        sheet = fetch(path)[0].decode()
    except LookupError:
        return ""
    kept = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            names = [name.strip() for name in tinycss2.serialize(rule.prelude).split(",")]
            inner = ",".join(name for name in names if not _WHOLE.search(name))
            kept.append(f"{inner}{{{tinycss2.serialize(rule.content)}}}" if inner else "")
    return "".join(kept)
