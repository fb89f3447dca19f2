"""What states and steps of a life cycle are called. One that has no word here is shown by its name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: dict[str, Promise] = {
    "intent": pgettext_lazy("case state", "letter of intent"),
    "visited": pgettext_lazy("case state", "visited"),
    "drafting": pgettext_lazy("case state", "application being written"),
    "returned": pgettext_lazy("case state", "sent back to be completed"),
    "submitted": pgettext_lazy("case state", "handed in"),
    "eligible": pgettext_lazy("case state", "conditions met"),
    "ineligible": pgettext_lazy("case state", "conditions not met"),
    "reviewed": pgettext_lazy("case state", "papers assessed"),
    "inspected": pgettext_lazy("case state", "site assessed"),
    "interviewed": pgettext_lazy("case state", "interviewed"),
    "selected": pgettext_lazy("case state", "selected"),
    "waiting": pgettext_lazy("case state", "on the waiting list"),
    "rejected": pgettext_lazy("case state", "not selected"),
    "appealed": pgettext_lazy("case state", "objection raised"),
    "agreed": pgettext_lazy("case state", "agreement signed"),
    "running": pgettext_lazy("case state", "running"),
    "checked": pgettext_lazy("case state", "checked half-way"),
    "changing": pgettext_lazy("case state", "change asked for"),
    "final-check": pgettext_lazy("case state", "final check"),
    "correcting": pgettext_lazy("case state", "being corrected"),
    "settling": pgettext_lazy("case state", "being settled"),
    "aftercare": pgettext_lazy("case state", "aftercare"),
    "terminated": pgettext_lazy("case state", "agreement terminated"),
    "clawing-back": pgettext_lazy("case state", "money being reclaimed"),
    "withdrawn": pgettext_lazy("case state", "withdrawn"),
    "closed": pgettext_lazy("case state", "closed"),
}
STEPS: dict[str, Promise] = {
    "intent": pgettext_lazy("case step", "Send a letter of intent"),
    "visit": pgettext_lazy("case step", "Enter the visit"),
    "apply": pgettext_lazy("case step", "Begin the application"),
    "submit": pgettext_lazy("case step", "Hand in"),
    "return": pgettext_lazy("case step", "Send back to be completed"),
    "admit": pgettext_lazy("case step", "Find the conditions met"),
    "refuse": pgettext_lazy("case step", "Find the conditions not met"),
    "review": pgettext_lazy("case step", "Close the assessment of papers"),
    "inspect": pgettext_lazy("case step", "Close the assessment of the site"),
    "interview": pgettext_lazy("case step", "Close the interview"),
    "select": pgettext_lazy("case step", "Select"),
    "keep-waiting": pgettext_lazy("case step", "Put on the waiting list"),
    "reject": pgettext_lazy("case step", "Don't select"),
    "appeal": pgettext_lazy("case step", "Raise an objection"),
    "uphold": pgettext_lazy("case step", "Uphold the decision"),
    "grant-appeal": pgettext_lazy("case step", "Grant the objection"),
    "accept": pgettext_lazy("case step", "Close without an objection"),
    "agree": pgettext_lazy("case step", "Sign the agreement"),
    "start": pgettext_lazy("case step", "Start the project"),
    "check": pgettext_lazy("case step", "Close the check half-way"),
    "change": pgettext_lazy("case step", "Ask for a change"),
    "decide-change": pgettext_lazy("case step", "Decide the change"),
    "finish": pgettext_lazy("case step", "Report the end"),
    "ask-corrections": pgettext_lazy("case step", "Ask for corrections"),
    "correct": pgettext_lazy("case step", "Report corrections"),
    "pass": pgettext_lazy("case step", "Pass the final check"),
    "settle": pgettext_lazy("case step", "Settle"),
    "close": pgettext_lazy("case step", "Close"),
    "withdraw": pgettext_lazy("case step", "Withdraw"),
    "terminate": pgettext_lazy("case step", "Terminate the agreement"),
    "claw-back": pgettext_lazy("case step", "Reclaim money"),
    "nothing-due": pgettext_lazy("case step", "Close with nothing due"),
    "refunded": pgettext_lazy("case step", "Enter the refund"),
}


PAPERS: dict[str, Promise] = {
    "visit_note": _("note of the visit"),
    "rules_checked": _("check of the conditions"),
    "document_scores": _("scores of the papers"),
    "site_visit_note": _("note of the site visit"),
    "interview_scores": _("scores of the interview"),
    "conflicts_declared": _("declarations of interest"),
    "ranking": _("ranking of the committee"),
    "budget_left": _("proof that the budget suffices"),
    "agreement_signed": _("signed agreement"),
    "targets": _("agreed targets"),
    "commitment": _("commitment of the money"),
    "supplier_contract": _("contract with the supplier"),
    "check_report": _("report of the check"),
    "decision": _("decision on the change"),
    "final_report": _("final report"),
    "findings": _("list of what is to be corrected"),
    "corrections": _("proof of the corrections"),
    "targets_measured": _("measured targets"),
    "evidence_complete": _("evidence of what was spent"),
    "money_balanced": _("statement of the money"),
    "hearing": _("record of the hearing"),
    "amount_due": _("calculation of what is due"),
    "refund_received": _("proof of the refund"),
    "no_duplicate_support": _("no support twice"),
}


def state_word(name: str) -> str:
    return str(STATES.get(name, name))


def step_word(name: str) -> str:
    return str(STEPS.get(name, name))


def paper_word(kind: str) -> str:
    return str(PAPERS.get(kind, kind))
