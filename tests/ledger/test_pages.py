"""The pages of the books as the office uses them."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from dure.ledger.models import Account, Entry
from dure.ledger.services import close_month
from dure.plant.roles import Role
from tests.ledger.accounts import BANK, CAPITAL, MARCH, RENT, account, enter
from tests.plant.plants import logged_in, person

SPAN = "first=2026-03-01&last=2026-03-31"
READERS = {Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR}


@pytest.fixture
def office():
    return logged_in(person(Role.OFFICE))


def text(answer) -> str:
    return answer.content.decode()


def typed(*lines: tuple[str, str, str, str], **head: str) -> dict[str, str]:
    data = {"on": "2026-03-05", "text": "3월 임차료", "document": "", "lines": str(len(lines))} | head
    for at, line in enumerate(lines):
        data |= {
            f"l{at}-{name}": value for name, value in zip(("account", "debit", "credit", "party"), line, strict=True)
        }
    return data


@pytest.mark.parametrize("role", list(Role))
def test_the_books_are_open_to_the_office_only(role: Role) -> None:
    client = logged_in(person(role))
    for path in ("/books/", "/books/accounts/", "/books/trial-balance/", f"/books/accounts/{account(BANK).pk}/"):
        assert client.get(path).status_code == (200 if role in READERS else 403), path


def test_an_entry_is_typed_checked_entered_and_taken_back(office) -> None:
    wrong = office.post("/books/entries/add/", typed((RENT, "300,000", "", ""), (BANK, "", "290000", "")))
    assert (wrong.status_code, "차변과 대변이 10000원 다릅니다." in text(wrong)) == (422, True)
    assert 'value="300,000"' in text(wrong)
    unknown = office.post("/books/entries/add/", typed(("999", "1", "", ""), (BANK, "", "1", "")))
    assert "이 번호의 계정이 없습니다." in text(unknown)
    answer = office.post("/books/entries/add/", typed((RENT, "300,000", "", ""), (BANK, "", "300000", "")))
    entry = Entry.objects.get()
    assert answer["Location"] == f"/books/entries/{entry.pk}/"
    assert "300,000" in text(office.get(answer["Location"]))
    back = office.post(f"/books/entries/{entry.pk}/undo/")
    assert back["Location"] == f"/books/entries/{entry.reversed_by.pk}/"
    assert office.post(f"/books/entries/{entry.pk}/undo/").status_code == 409


def test_more_lines_keep_what_was_typed(office) -> None:
    data = typed((RENT, "5", "", ""), (BANK, "", "5", ""), ("", "", "", ""), ("", "", "", "")) | {"more": "1"}
    answer = office.post("/books/entries/add/", data)
    assert answer.status_code == 200
    assert 'name="l7-account"' in text(answer)
    assert 'value="819"' in text(answer)
    assert not Entry.objects.exists()


def test_an_entry_of_a_closed_month_is_refused_in_words(office) -> None:
    close_month(month=MARCH, by=None)
    answer = office.post("/books/entries/add/", typed((RENT, "5", "", ""), (BANK, "", "5", "")))
    assert (answer.status_code, "2026-03은(는) 마감했습니다." in text(answer)) == (409, True)


def test_the_journal_is_searched_summed_and_exported(office) -> None:
    enter(BANK, CAPITAL, 1_000_000, text="출자금 납입")
    enter(RENT, BANK, 300_000)
    page = text(office.get(f"/books/?{SPAN}"))
    assert "1,300,000" in page
    assert "출자금 납입" not in text(office.get(f"/books/?{SPAN}&account={RENT}"))
    assert "출자금 납입" in text(office.get(f"/books/?{SPAN}&q=납입"))
    assert "이 기간에는 전표가 없습니다" in text(office.get("/books/?first=2026-01-01&last=2026-01-31"))
    sheet = load_workbook(io.BytesIO(office.get(f"/books/?{SPAN}&format=xlsx").content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[2] in (BANK, CAPITAL, RENT, 103, 331, 819)]
    assert sum(row[4] or 0 for row in rows) == sum(row[5] or 0 for row in rows) == 1_300_000


def test_days_the_wrong_way_round_are_said(office) -> None:
    assert "끝 날짜가 시작 날짜보다 빠릅니다." in text(office.get("/books/?first=2026-03-31&last=2026-03-01"))


def test_the_trial_balance_leads_to_the_lines(office) -> None:
    enter(BANK, CAPITAL, 1_000, on=date(2026, 2, 1))
    enter(RENT, BANK, 300)
    page = text(office.get(f"/books/trial-balance/?{SPAN}"))
    assert f"/books/accounts/{account(BANK).pk}/?first=2026-03-01&amp;last=2026-03-31" in page
    assert "700" in text(office.get(f"/books/accounts/{account(BANK).pk}/?{SPAN}"))


def test_an_account_is_added_renamed_and_put_back(office) -> None:
    assert (
        office.post(
            "/books/accounts/add/", {"code": "813", "own_name": "접대비", "kind": "expense", "is_active": "on"}
        ).status_code
        == 302
    )
    twice = office.post("/books/accounts/add/", {"code": "813", "own_name": "x", "kind": "expense", "is_active": "on"})
    assert (twice.status_code, Account.objects.filter(code="813").count()) == (422, 1)
    row = account(BANK)
    data = {"code": "103", "own_name": "국민은행", "kind": "asset", "is_active": "on"}
    answer = office.post(f"/books/accounts/{row.pk}/change/", data, follow=True)
    page = text(answer)
    assert "국민은행" in page
    undo = page.split('action="/books/accounts/changes/')[1].split('"')[0]
    office.post(f"/books/accounts/changes/{undo}")
    row.refresh_from_db()
    assert row.name == "보통예금"
    stop = office.post(f"/books/accounts/{row.pk}/change/", data | {"is_active": ""})
    assert (stop.status_code, "사용 중지할 수 없습니다" in text(stop)) == (409, True)


def test_a_name_is_needed_where_the_program_has_none(office) -> None:
    answer = office.post("/books/accounts/add/", {"code": "814", "own_name": "", "kind": "expense", "is_active": "on"})
    assert answer.status_code == 422
