"""Addresses of the programme."""

from django.urls import URLPattern, path

from dure.programme.views import actors, applications, case_rules, cases, firms, money, undo

app_name = "programme"
urlpatterns: list[URLPattern] = [
    path("programme/firms/", firms.firms, name="firms"),
    path("programme/firms/add/", firms.firm_add, name="firm-add"),
    path("programme/firms/<int:pk>/", firms.firm, name="firm"),
    path("programme/firms/<int:pk>/change/", firms.firm_change, name="firm-change"),
    path("programme/mine/", cases.mine, name="mine"),
    path("programme/cases/", cases.cases, name="cases"),
    path("programme/cases/begin/", cases.case_begin, name="case-begin"),
    path("programme/cases/<int:pk>/", cases.case, name="case"),
    path("programme/cases/<int:pk>/steps/<slug:name>/", cases.case_step, name="case-step"),
    path("programme/cases/<int:pk>/papers/<slug:kind>/", cases.case_paper_add, name="case-paper-add"),
    path("programme/papers/<int:pk>/", cases.case_paper, name="case-paper"),
    path("programme/deadlines/", cases.deadlines, name="deadlines"),
    path("programme/cases/<int:pk>/application/", applications.application, name="application"),
    path("programme/cases/<int:pk>/application/agree/", applications.application_agree, name="application-agree"),
    path("programme/cases/<int:pk>/application/<slug:name>/", applications.application_part, name="application-part"),
    path("programme/attachments/<int:pk>/", applications.application_file, name="application-file"),
    path(
        "programme/attachments/<int:pk>/remove/", applications.application_file_remove, name="application-file-remove"
    ),
    path("programme/life-cycles/", case_rules.life_cycles, name="life-cycles"),
    path("programme/life-cycles/add/", case_rules.life_cycle_add, name="life-cycle-add"),
    path("programme/application-forms/add/", case_rules.form_add, name="form-add"),
    path("programme/supports/", case_rules.supports_elsewhere, name="supports"),
    path("programme/supports/load/", case_rules.supports_load, name="supports-load"),
    path("programme/supports/<int:pk>/remove/", case_rules.support_remove, name="support-remove"),
    path("programme/organisations/", actors.organisations, name="organisations"),
    path("programme/organisations/add/", actors.organisation_add, name="organisation-add"),
    path("programme/organisations/<int:pk>/", actors.organisation, name="organisation"),
    path("programme/organisations/<int:pk>/change/", actors.organisation_change, name="organisation-change"),
    path("programme/organisations/<int:pk>/seats/add/", actors.seat_add, name="seat-add"),
    path("programme/seats/<int:pk>/end/", actors.seat_end, name="seat-end"),
    path("programme/money/", money.money, name="money"),
    path("programme/money/rules/add/", money.money_rule_add, name="money-rule-add"),
    path("programme/money/state-files/add/", money.state_file_add, name="state-file-add"),
    path("programme/money/state-files/<int:pk>/", money.state_file, name="state-file"),
    path("programme/cases/<int:pk>/money/", money.case_money, name="case-money"),
    path("programme/cases/<int:pk>/commit/", money.commit, name="commit"),
    path("programme/cases/<int:pk>/pay/", money.pay, name="pay"),
    path("programme/cases/<int:pk>/evidence/add/", money.evidence_add, name="evidence-add"),
    path("programme/cases/<int:pk>/refund/", money.refund, name="refund"),
    path("programme/commitments/<int:pk>/approve/", money.approve, name="approve"),
    path("programme/commitments/<int:pk>/decline/", money.decline, name="decline"),
    path("programme/payments/<int:pk>/release/", money.release, name="release"),
    path("programme/payments/<int:pk>/cancel/", money.cancel, name="payment-cancel"),
    path("programme/evidence/<int:pk>/file/", money.evidence_file, name="evidence-file"),
    path("programme/evidence/<int:pk>/accept/", money.evidence_accept, name="evidence-accept"),
    path("programme/evidence/<int:pk>/refuse/", money.evidence_refuse, name="evidence-refuse"),
    path("programme/refunds/<int:pk>/received/", money.refund_received, name="refund-received"),
    path("programme/changes/<int:pk>/undo/", undo.undo, name="undo"),
]
