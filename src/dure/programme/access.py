"""Who may open what of the programme. What rows they then see is their seats' matter (`scope`).

Without a log-in one checks certificates and reads what is published: those pages read no row of a firm.
"""

from collections.abc import Collection

from dure.plant.roles import RegionRole, Role
from dure.web.access import PUBLIC

KEEPERS = frozenset({Role.ADMINISTRATOR})
HANDLERS = KEEPERS | {RegionRole.AGENCY}
EVERYBODY = KEEPERS | frozenset(RegionRole)
OFFICES = HANDLERS | {RegionRole.PROVINCE, RegionRole.CITY}
WRITERS = frozenset({RegionRole.FIRM})
READERS = OFFICES | WRITERS
TAKERS = {RegionRole.AGENCY, RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM}
"""Who leads cases on. Which step whose seat allows is the life cycle's matter."""
APPROVERS = HANDLERS | {RegionRole.PROVINCE}
REVIEWERS = KEEPERS | {RegionRole.PROVINCE}
"""Who looks through the trail: not the agency, which handles most of the data itself."""
LOOKERS = frozenset({RegionRole.COUNCIL, RegionRole.ASSEMBLY, RegionRole.MINISTRY, RegionRole.FEDERATION})
"""Who reads what the programme says of itself as a whole."""

CERTIFICATION: dict[str, Collection[str]] = {
    **dict.fromkeys(("programme:schemes", "programme:scheme"), APPROVERS),
    **dict.fromkeys(
        (
            "programme:scheme-add", "programme:scheme-change", "programme:scheme-copy", "programme:scheme-publish",
            "programme:criterion-add", "programme:criterion-change", "programme:criterion-remove",
            "programme:assessment-add", "programme:assessment-answer", "programme:assessment-hand-in",
        ),
        HANDLERS,
    ),
    **dict.fromkeys(("programme:assessments", "programme:assessment", "programme:assessment-decide"), APPROVERS),
    **dict.fromkeys(
        ("programme:certificates", "programme:certificate", "programme:certificate-text"), OFFICES | {RegionRole.FIRM}
    ),
    "programme:certificate-revoke": APPROVERS,
    **dict.fromkeys(("programme:certificate-keys", "programme:certificate-key-new"), KEEPERS),
    **dict.fromkeys(("programme:verify", "programme:verify-keys", "programme:verify-revoked"), PUBLIC),
}  # fmt: skip
PUBLISHING: dict[str, Collection[str]] = {
    **dict.fromkeys(("programme:practices", "programme:practice"), OFFICES | {RegionRole.FIRM}),
    **dict.fromkeys(("programme:consent-give", "programme:consent-revoke"), HANDLERS | {RegionRole.FIRM}),
    **dict.fromkeys(
        (
            "programme:practice-add", "programme:practice-change", "programme:practice-review",
            "programme:practice-publish", "programme:practice-take-off", "programme:effect-add",
            "programme:effect-change", "programme:effect-remove", "programme:releases", "programme:release-remove",
            "programme:figure-add", "programme:figure-change", "programme:figure-remove",
        ),
        HANDLERS,
    ),
    **dict.fromkeys(
        (
            "programme:public-figures", "programme:public-cases", "programme:public-case",
            "programme:open-figures-csv", "programme:open-figures-json", "programme:open-cases-json",
            "programme:open-catalogue",
        ),
        PUBLIC,
    ),
}  # fmt: skip
ACCESS: dict[str, Collection[str]] = {
    **dict.fromkeys(("programme:firms", "programme:firm"), OFFICES | {RegionRole.FIRM}),
    **dict.fromkeys(("programme:firm-add", "programme:firm-change"), HANDLERS),
    "programme:mine": WRITERS,
    **dict.fromkeys(("programme:cases", "programme:case", "programme:deadlines"), OFFICES),
    "programme:case-begin": {RegionRole.FIRM, RegionRole.AGENCY},
    **dict.fromkeys(("programme:case-step", "programme:case-paper-add"), TAKERS),
    **dict.fromkeys(("programme:case-paper", "programme:application", "programme:application-file"), READERS),
    **dict.fromkeys(
        ("programme:application-part", "programme:application-agree", "programme:application-file-remove"),
        WRITERS,
    ),
    **dict.fromkeys(("programme:life-cycles", "programme:supports"), HANDLERS | {RegionRole.PROVINCE}),
    **dict.fromkeys(
        (
            "programme:life-cycle-add",
            "programme:form-add",
            "programme:supports-load",
            "programme:support-remove",
        ),
        HANDLERS,
    ),
    **dict.fromkeys(
        (
            "programme:programmes",
            "programme:programme",
            "programme:reached",
            "programme:type",
            "programme:cohort",
            "programme:budget",
            "programme:targets",
            "programme:round",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "programme:programme-add",
            "programme:programme-change",
            "programme:type-add",
            "programme:type-change",
            "programme:cohort-add",
            "programme:cohort-change",
            "programme:round-add",
            "programme:round-change",
            "programme:rule-decide",
            "programme:budget-decide",
            "programme:quota-decide",
            "programme:places-move",
            "programme:target-decide",
            "programme:decision-take-back",
        ),
        HANDLERS,
    ),
    **dict.fromkeys(
        ("programme:reports", "programme:firm-reports", "programme:report-contract"), OFFICES | {RegionRole.FIRM}
    ),
    **dict.fromkeys(("programme:plant-enrol", "programme:plant-change", "programme:plant-invitation"), HANDLERS),
    **dict.fromkeys(("programme:organisations", "programme:organisation"), OFFICES),
    **dict.fromkeys(("programme:organisation-add", "programme:organisation-change"), HANDLERS),
    **dict.fromkeys(("programme:surveys", "programme:survey", "programme:wave"), OFFICES | {RegionRole.FEDERATION}),
    **dict.fromkeys(("programme:wave-results", "programme:wave-paper"), OFFICES | {RegionRole.FEDERATION}),
    **dict.fromkeys(("programme:survey-add", "programme:survey-change", "programme:question-add"), HANDLERS),
    **dict.fromkeys(("programme:question-change", "programme:question-remove", "programme:question-up"), HANDLERS),
    **dict.fromkeys(("programme:wave-add", "programme:wave-change", "programme:wave-invite"), HANDLERS),
    **dict.fromkeys(("programme:uninvite", "programme:wave-give-out", "programme:wave-links"), HANDLERS),
    "programme:wave-answers": OFFICES,
    **dict.fromkeys(("programme:council", "programme:council-closure"), OFFICES | {RegionRole.COUNCIL}),
    "programme:council-meeting": OFFICES | {RegionRole.COUNCIL},
    **dict.fromkeys(("programme:council-member-add", "programme:council-member-change"), HANDLERS),
    **dict.fromkeys(("programme:council-meeting-add", "programme:council-meeting-change"), HANDLERS),
    **dict.fromkeys(("programme:council-action-add", "programme:council-action-close"), HANDLERS),
    "programme:goals": OFFICES | LOOKERS,
    **dict.fromkeys(("programme:goal-add", "programme:goal-change"), HANDLERS | {RegionRole.PROVINCE}),
    **dict.fromkeys(("programme:voices", "programme:voice", "programme:voice-add"), OFFICES | {RegionRole.FIRM}),
    **dict.fromkeys(("programme:voice-answer", "programme:voice-outcome"), OFFICES),
    **dict.fromkeys(("programme:voice-change", "programme:voice-give"), HANDLERS | {RegionRole.PROVINCE}),
    **dict.fromkeys(("programme:survey-answer", "programme:survey-thanks"), PUBLIC),
    **dict.fromkeys(("programme:seat-add", "programme:seat-end"), KEEPERS),
    "programme:money": OFFICES,
    **dict.fromkeys(("programme:case-money", "programme:evidence-file"), OFFICES | {RegionRole.FIRM}),
    "programme:evidence-add": HANDLERS | {RegionRole.FIRM},
    **dict.fromkeys(
        (
            "programme:commit",
            "programme:pay",
            "programme:refund",
            "programme:refund-received",
            "programme:evidence-accept",
            "programme:evidence-refuse",
            "programme:money-rule-add",
            "programme:state-file-add",
            "programme:state-file",
        ),
        HANDLERS,
    ),
    **dict.fromkeys(
        ("programme:approve", "programme:decline", "programme:release", "programme:payment-cancel"),
        HANDLERS | {RegionRole.PROVINCE},
    ),
    **CERTIFICATION,
    "programme:reason": KEEPERS | frozenset(RegionRole),
    **dict.fromkeys(("programme:contacts", "programme:contact-reveal"), OFFICES | {RegionRole.FIRM}),
    **dict.fromkeys(
        ("programme:contact-add", "programme:contact-change", "programme:contact-remove"), HANDLERS | {RegionRole.FIRM}
    ),
    **dict.fromkeys(
        ("programme:trail", "programme:trail-check", "programme:trail-reviews", "programme:trail-review"), REVIEWERS
    ),
    **dict.fromkeys(("programme:trail-terms", "programme:trail-term"), KEEPERS),
    **PUBLISHING,
    "programme:undo": OFFICES | {RegionRole.FIRM},
}
HUB = frozenset(ACCESS)

MONEY_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Commitment", "Tranche", "Disbursement", "Refund"), ("*",)),
    "Evidence": ("supply", "vat"),
}
