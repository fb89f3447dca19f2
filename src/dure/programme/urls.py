"""Addresses of the programme."""

from django.urls import URLPattern, path

from dure.programme.views import actors, firms, money, undo

app_name = "programme"
urlpatterns: list[URLPattern] = [
    path("programme/firms/", firms.firms, name="firms"),
    path("programme/firms/add/", firms.firm_add, name="firm-add"),
    path("programme/firms/<int:pk>/", firms.firm, name="firm"),
    path("programme/firms/<int:pk>/change/", firms.firm_change, name="firm-change"),
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
