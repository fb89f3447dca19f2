from django.urls import path

from dure.ledger.views import accounts, entries, trial

app_name = "ledger"
urlpatterns = [
    path("books/", entries.journal, name="journal"),
    path("books/entries/add/", entries.add, name="entry_add"),
    path("books/entries/<int:pk>/", entries.entry, name="entry"),
    path("books/entries/<int:pk>/undo/", entries.undo, name="entry_undo"),
    path("books/documents/<path:number>/", entries.document, name="document"),
    path("books/accounts/", accounts.chart, name="accounts"),
    path("books/accounts/add/", accounts.add, name="account_add"),
    path("books/accounts/<int:pk>/", accounts.account, name="account"),
    path("books/accounts/<int:pk>/change/", accounts.change, name="account_change"),
    path("books/accounts/changes/<int:pk>/undo/", accounts.undo, name="account_undo"),
    path("books/trial-balance/", trial.trial, name="trial"),
]
