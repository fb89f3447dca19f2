"""A page as PDF by WeasyPrint, which is the extra `reports`. No Django; loaded when the first PDF is asked for.

Nothing is fetched from anywhere: what a page names is asked of the caller, by its path on this server.
"""

import io
import logging
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlsplit

Fetch = Callable[[str], tuple[bytes, str]]
"""From a path on this server to bytes and their media type. Raises LookupError for what may not be shown."""
_HERE = "http://own.invalid/"
"""A made-up address of this server, so that relative and absolute paths are told from foreign addresses."""
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
    HTML(string=html, base_url=_HERE, url_fetcher=Own()).write_pdf(out)
    return out.getvalue()
