"""What the program itself posts to. A plant may number and name the accounts as its accountant does. Pure."""

from enum import StrEnum


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Purpose(StrEnum):
    MATERIAL = "material"
    WORK_IN_PROCESS = "wip"
    GOODS = "goods"
    MERCHANDISE = "merchandise"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    RECEIVED_NOT_INVOICED = "grni"
    BANK = "bank"
    VAT_IN = "vat_in"
    VAT_OUT = "vat_out"
    SALES = "sales"
    COST_OF_SALES = "cost_of_sales"
    STOCK_DIFFERENCE = "stock_difference"
    SCRAP = "scrap"
    PRICE_VARIANCE = "price_variance"
    USAGE_VARIANCE = "usage_variance"
    RATE_VARIANCE = "rate_variance"
    EFFICIENCY_VARIANCE = "efficiency_variance"
    VOLUME_VARIANCE = "volume_variance"
    REVALUATION = "revaluation"
    LABOUR_APPLIED = "labour_applied"
    MACHINE_APPLIED = "machine_applied"
    OVERHEAD_APPLIED = "overhead_applied"
    REPAIR = "repair"
    OPENING = "opening"


_A, _L, _Q, _I, _E = AccountKind
CHART: dict[Purpose, tuple[str, AccountKind]] = {
    Purpose.BANK: ("103", _A),
    Purpose.RECEIVABLE: ("108", _A),
    Purpose.VAT_IN: ("135", _A),
    Purpose.MERCHANDISE: ("146", _A),
    Purpose.GOODS: ("150", _A),
    Purpose.MATERIAL: ("153", _A),
    Purpose.WORK_IN_PROCESS: ("169", _A),
    Purpose.PAYABLE: ("251", _L),
    Purpose.VAT_OUT: ("255", _L),
    Purpose.RECEIVED_NOT_INVOICED: ("259", _L),
    Purpose.OPENING: ("375", _Q),
    Purpose.SALES: ("404", _I),
    Purpose.COST_OF_SALES: ("455", _E),
    Purpose.LABOUR_APPLIED: ("504", _E),
    Purpose.MACHINE_APPLIED: ("518", _E),
    Purpose.REPAIR: ("520", _E),
    Purpose.OVERHEAD_APPLIED: ("530", _E),
    Purpose.PRICE_VARIANCE: ("541", _E),
    Purpose.USAGE_VARIANCE: ("542", _E),
    Purpose.RATE_VARIANCE: ("543", _E),
    Purpose.EFFICIENCY_VARIANCE: ("544", _E),
    Purpose.VOLUME_VARIANCE: ("545", _E),
    Purpose.REVALUATION: ("546", _E),
    Purpose.STOCK_DIFFERENCE: ("959", _E),
    Purpose.SCRAP: ("960", _E),
}
"""Purpose → (account number, kind) of a new plant. Numbers as Korean accounting programs commonly have them where
there is one; a plant renumbers them to what its tax accountant uses."""
