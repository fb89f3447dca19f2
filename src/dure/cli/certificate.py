"""`dure certificate`: check a certificate of the programme without the hub that gave it, and without a network."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dure.config.language import mark, say
from dure.kernel.errors import Invalid
from dure.programme.certificate_text import Found, Verdict, public_keys, read_revoked_list, verify

_SAID = {
    Verdict.VALID: mark("VALID: the signature is genuine and the time of the certificate runs."),
    Verdict.EXPIRED: mark("EXPIRED: the signature is genuine, but the time of the certificate is over."),
    Verdict.REVOKED: mark("REVOKED: the certificate was taken back."),
    Verdict.ALTERED: mark("ALTERED: the text isn't what was signed."),
    Verdict.UNKNOWN_KEY: mark("UNKNOWN KEY: it isn't signed by one of these keys."),
    Verdict.UNREADABLE: mark("UNREADABLE: there is no certificate in this text."),
}
_LONGEST_NAME = 255
_MOST = 1024 * 1024
_ZONE = ZoneInfo("Asia/Seoul")


def main(arguments: list[str]) -> int:
    """0 for a certificate that holds, 1 for any other, 2 for files that can't be read."""
    parser = argparse.ArgumentParser("dure certificate", description=say("Check a certificate of the programme"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("verify", help=say("Say whether a certificate holds, without a network"))
    check.add_argument("what", metavar="FILE|TEXT", help=say("what its QR code says, or a file with it"))
    check.add_argument("--key", required=True, type=Path, help=say("file with the public keys of the hub"))
    check.add_argument("--revoked", type=Path, help=say("the hub's list of revoked certificates"))
    check.add_argument("--on", type=date.fromisoformat, help=say("day to ask about (YYYY-MM-DD); otherwise today"))
    asked = parser.parse_args(arguments)
    try:
        keys = public_keys(_read(asked.key))
        given = read_revoked_list(_read(asked.revoked), keys) if asked.revoked else None
        text = _text(asked.what)
    except OSError as error:
        sys.stderr.write(say("Can't read %(file)s: %(why)s", file=error.filename, why=error.strerror or "") + "\n")
        return 2
    found = verify(text, keys, asked.on or datetime.now(_ZONE).date(), given.on if given else None)
    sys.stdout.write("\n".join(_lines(found)) + "\n")
    if given is None:
        sys.stdout.write(say("Whether it was revoked wasn't looked at: give the list with --revoked.") + "\n")
    else:
        moment = given.as_of.astimezone(_ZONE)
        sys.stdout.write(say("Revoked certificates as of %(moment)s.", moment=f"{moment:%Y-%m-%d %H:%M}") + "\n")
    return 0 if found.verdict is Verdict.VALID else 1


def _lines(found: Found) -> list[str]:
    lines = [say(_SAID[found.verdict])]
    if found.revoked_on:
        lines.append(say("revoked on: %(day)s", day=found.revoked_on))
    if (stated := found.stated) is not None:
        lines += [
            say("number: %(text)s", text=stated.number),
            say("firm: %(text)s", text=stated.firm),
            say("scheme: %(name)s, version %(version)s", name=stated.scheme, version=stated.version),
            say("signed by: %(text)s", text=stated.signer),
            say("from %(first)s to %(last)s", first=stated.issued_on, last=stated.valid_until),
        ]
    return lines


def _text(what: str) -> str:
    """A file's content, or what was given itself."""
    if len(what.encode()) <= _LONGEST_NAME and Path(what).is_file():
        return _read(Path(what))
    return what


def _read(file: Path) -> str:
    with file.open("rb") as stream:
        data = stream.read(_MOST)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("%(file)s is no file of text.", file=file) from error
