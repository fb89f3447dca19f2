"""Writes docs/reference/sparkplug.md from the tests: `python -m tests.gateway.sparkplug.table`."""

from pathlib import Path

from tests.gateway.sparkplug import broker_statements, host_statements, read_ids, read_sessions, read_values
from tests.gateway.sparkplug.register import CHECKS, NOT, Statement, statements

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "sparkplug.md"
SOURCES = (host_statements, broker_statements, read_values, read_sessions, read_ids)
_HEAD = """# Sparkplug B 3.0, statement by statement

What Dure does about each of the numbered statements of the Sparkplug 3.0 specification, by their
`tck-id`. The ids are the specification's, the descriptions are ours. This page is written from the tests by
`python -m tests.gateway.sparkplug.table`; a test fails when it is not what they say. It is not a claim of
certification or compatibility in the sense of the Sparkplug programme.

Dure is a host application (connector `sparkplug`) and brings an MQTT 3.1.1 broker. It only reads: it
publishes its own STATE and rebirth requests, and nothing else.

- **holds**: the statement is about a host or a broker; a test over real MQTT traffic shows it.
- **read**: the statement is an edge node's duty; a test shows that Dure reads rightly what follows from it.
- **no**: it does not hold or does not apply, with the reason.
- **edge node's**: nobody but an edge node can keep it, and there is nothing in it for a host to read.

"""


def _row(one: Statement) -> tuple[str, str]:
    if one.id in CHECKS:
        return CHECKS[one.id].verdict, CHECKS[one.id].says
    if one.id in NOT:
        return "no", NOT[one.id]
    return "edge node's", ""


def document() -> str:
    """The whole page."""
    rows = [(one, *_row(one)) for one in statements()]
    verdicts = [verdict for _, verdict, _ in rows]
    counts = "; ".join(f"{verdicts.count(one)} {one}" for one in ("holds", "read", "no", "edge node's"))
    lines = [f"| {one.chapter} | `tck-id-{one.id}` | {verdict} | {says} |" for one, verdict, says in rows]
    head = "| chapter | statement | | what Dure does |\n|---|---|---|---|\n"
    return f"{_HEAD}Of {len(rows)} statements: {counts}.\n\n{head}" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
