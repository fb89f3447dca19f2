"""Addresses of the pages of selling, buying and the books."""

from django.urls import URLPattern, path

from dure.commerce.views import (
    blankets,
    deliveries,
    partners,
    prices,
    sales,
    sales_editor,
    sales_invoices,
    sales_papers,
    sales_payments,
    undo,
)

app_name = "commerce"

PARTNERS: list[URLPattern] = [
    path("partners/", partners.partners, name="partners"),
    path("partners/add/", partners.add, name="partner-add"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/change/", partners.change, name="partner-change"),
    path("partners/<int:pk>/in-use", partners.in_use, name="partner-in-use"),
    path("partners/<int:pk>/addresses/add/", partners.address_add, name="address-add"),
    path("partners/addresses/<int:pk>/", partners.address, name="address"),
    path("partners/addresses/<int:pk>/remove", partners.address_remove, name="address-remove"),
    path("partners/<int:pk>/contacts/add/", partners.contact_add, name="contact-add"),
    path("partners/contacts/<int:pk>/", partners.contact, name="contact"),
    path("partners/contacts/<int:pk>/remove", partners.contact_remove, name="contact-remove"),
    path("prices/", prices.prices, name="prices"),
    path("prices/add/", prices.add, name="price-add"),
    path("prices/<int:pk>/", prices.price, name="price"),
    path("prices/<int:pk>/end/", prices.end, name="price-end"),
    path("trade/undo/<int:first>-<int:last>", undo.undo, name="undo"),
]

SALES: list[URLPattern] = [
    path("sales/", sales.sales, name="sales"),
    path("sales/add/", sales_editor.add, name="sale-add"),
    path("sales/items/", sales_editor.item_search, name="item-search"),
    path("sales/lookup/", sales_editor.line_lookup, name="line-lookup"),
    path("sales/promises/", sales.kept, name="kept"),
    path("sales/<int:pk>/", sales.sale, name="sale"),
    path("sales/<int:pk>/write/", sales_editor.write, name="sale-write"),
    path("sales/<int:pk>/head/", sales.head, name="sale-head"),
    path("sales/<int:pk>/confirm", sales.confirm, name="sale-confirm"),
    path("sales/<int:pk>/unconfirm", sales.unconfirm, name="sale-unconfirm"),
    path("sales/<int:pk>/step/<str:status>", sales.step, name="sale-step"),
    path("sales/<int:pk>/lines/add/", sales.line_add, name="sale-line-add"),
    path("sales/lines/<int:pk>/", sales.line, name="sale-line"),
    path("sales/lines/<int:pk>/close", sales.line_close, name="sale-line-close"),
    path("sales/<int:pk>/quotation/", sales_papers.quotation, name="quotation"),
    path("sales/<int:pk>/deliver/", deliveries.deliver, name="deliver"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/open/", deliveries.to_deliver, name="to-deliver"),
    path("deliveries/scan/", deliveries.scan, name="scan"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>/undo/", deliveries.undo, name="delivery-undo"),
    path("deliveries/<int:pk>/return/", deliveries.take_back, name="return"),
    path("deliveries/<int:pk>/statement/", sales_papers.statement, name="statement"),
    path("deliveries/<int:pk>/certificate/", sales_papers.certificate, name="certificate"),
    path("sales-invoices/", sales_invoices.invoices, name="sales-invoices"),
    path("sales-invoices/open/", sales_invoices.to_invoice, name="to-invoice"),
    path("sales-invoices/make", sales_invoices.make, name="sales-invoice-make"),
    path("sales-invoices/list/", sales_papers.invoice_list, name="invoice-list"),
    path("sales-invoices/tax/", sales_invoices.tax_export, name="tax-export"),
    path("sales-invoices/tax/make", sales_invoices.tax_export_make, name="tax-make"),
    path("sales-invoices/tax/<int:pk>/", sales_invoices.tax_download, name="tax-file"),
    path("sales-invoices/tax/<int:pk>/forget", sales_invoices.tax_forget, name="tax-forget"),
    path("sales-invoices/<int:pk>/", sales_invoices.invoice, name="sales-invoice"),
    path("sales-invoices/<int:pk>/cancel", sales_invoices.cancel, name="sales-invoice-cancel"),
    path("sales-payments/", sales_payments.payments, name="sales-payments"),
    path("sales-payments/add/", sales_payments.add, name="sales-payment-add"),
    path("sales-payments/<int:pk>/", sales_payments.payment, name="sales-payment"),
    path("sales-payments/<int:pk>/undo", sales_payments.undo, name="sales-payment-undo"),
    path("blankets/", blankets.blankets, name="blankets"),
    path("blankets/add/", blankets.add, name="blanket-add"),
    path("blankets/<int:pk>/", blankets.blanket, name="blanket"),
    path("blankets/<int:pk>/change/", blankets.change, name="blanket-change"),
    path("blankets/<int:pk>/lines/add/", blankets.line_add, name="blanket-line-add"),
    path("blankets/lines/<int:pk>/", blankets.line, name="blanket-line"),
    path("blankets/lines/<int:pk>/remove", blankets.line_remove, name="blanket-line-remove"),
    path("blankets/<int:pk>/list/", blankets.call_off_list, name="call-off-list"),
    path("blankets/lists/<int:pk>/", blankets.taken_list, name="taken-list"),
    path("blankets/<int:pk>/release", blankets.release, name="call-off-release"),
]

buying: list[URLPattern] = []

books: list[URLPattern] = []

urlpatterns = [*PARTNERS, *SALES, *buying, *books]
