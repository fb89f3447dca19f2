"""Documents on A4: the page, the PDF, what may be in it, and what is said where no PDF can be made."""

import importlib.abc
import io
import re
import sys

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pypdf import PdfReader

from dure.kernel.errors import Invalid
from dure.plant import services
from dure.plant.models import Enterprise
from dure.plant.roles import Role
from dure.web import paper, pdf
from dure.web.passes import Pass
from dure.web.pdf import Lack
from dure.web.won import written_out
from tests.access.things import PIXEL
from tests.plant.plants import logged_in, person, small_plant

A4 = (210, 297)
MM = 72 / 25.4


@pytest.fixture
def office(settings, tmp_path, db) -> Client:
    settings.SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path
    small_plant()
    services.change_company(
        company=Enterprise.objects.get(), by=None, business_number="1248100998", representative="한가람",
        address="전남 나주시 한울로 1", bank_account="가나은행 000-00-0000 한울식품",
    )  # fmt: skip
    return logged_in(person(Role.OFFICE))


@pytest.fixture
def asked(db) -> HttpRequest:
    """A request of someone who may open what the office may."""
    request = RequestFactory().get("/")
    request.user = person(Role.OFFICE)
    request.dure_pass = Pass(signed_in=True, roles=frozenset({Role.OFFICE}))  # type: ignore[attr-defined]
    return request


@pytest.fixture
def fresh():
    """`lack` is asked anew, and forgets again."""
    pdf.lack.cache_clear()
    yield
    pdf.lack.cache_clear()


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def size_mm(page) -> tuple[int, int]:
    return round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM)


def fonts(page) -> list[str]:
    return [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]


def embedded(page) -> bool:
    """Whether each font of the page lies in the file."""
    for font in page["/Resources"]["/Font"].values():
        told = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & told.keys():
            return False
    return True


# --- the page and the PDF ---------------------------------------------------------------------------------------


def test_a_document_is_a_page_to_print_with_the_own_company(office: Client):
    text = office.get("/company/paper/").content.decode()
    assert "견본 문서" in text
    assert "124-81-00998" in text
    assert "한가람" in text
    assert "일금 일백이십만원정" in text
    assert 'data-action="print"' in text
    assert "?format=pdf" in text


def test_the_pdf_is_one_a4_page_whose_korean_can_be_selected_and_whose_fonts_lie_in_it(office: Client):
    answer = office.get("/company/paper/?format=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''%EA%B2%AC%EB%B3%B8" in answer["Content-Disposition"]
    pages = read(answer.content).pages
    assert len(pages) == 1
    assert size_mm(pages[0]) == A4
    text = pages[0].extract_text()
    for wanted in ("견본 문서", "한울식품", "124-81-00998", "일금 일백이십만원정", "1,200,000", "1 / 1"):
        assert wanted in text, wanted
    assert "인쇄" not in text  # the buttons of the page are not on the paper
    assert fonts(pages[0])
    assert embedded(pages[0])


def test_the_language_of_a_document_is_a_choice(office: Client):
    text = office.get("/company/paper/?language=en").content.decode()
    assert "Sample document" in text
    assert "Represented by" in text
    assert "KRW 1,200,000 only" in text
    assert "대표자" in office.get("/company/paper/?language=xx").content.decode()


def test_another_form_is_refused(office: Client):
    assert office.get("/company/paper/?format=doc").status_code == 422
    with pytest.raises(Invalid):
        paper.paper(RequestFactory().get("/?format=doc"), "web/paper.html", title="")


LONG = """{% extends "web/paper.html" %}{% block content %}<table class="lines"><thead><tr><th>품명</th></tr></thead>
<tbody>{% for n in rows %}<tr><td>줄 {{ n }}<br>규격</td></tr>{% endfor %}</tbody>
<tfoot><tr><td>합계 끝</td></tr></tfoot></table>{% endblock %}"""


@pytest.fixture
def templates(settings, tmp_path):
    """A folder of templates of this test."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return tmp_path


def test_a_long_table_repeats_its_head_breaks_no_row_and_says_its_sum_once(asked, templates):
    (templates / "long.html").write_text(LONG, "utf-8")
    asked.GET = asked.GET.copy()
    asked.GET["format"] = "pdf"
    answer = paper.paper(asked, "long.html", title="긴 문서", landscape=True, rows=range(1, 61))
    texts = [page.extract_text() for page in read(answer.content).pages]
    assert len(texts) > 2
    assert all(size_mm(page) == A4[::-1] for page in read(answer.content).pages)
    assert all("품명" in text for text in texts)
    assert "".join(texts).count("합계 끝") == 1
    assert f"{len(texts)} / {len(texts)}" in texts[-1]
    for text in texts:
        assert len(re.findall(r"줄 \d+", text)) == text.count("규격")


# --- what may be in it ------------------------------------------------------------------------------------------


def test_nothing_is_fetched_from_elsewhere(caplog):
    wanted = []

    def fetch(path: str) -> tuple[bytes, str]:
        wanted.append(path)
        raise LookupError(path)

    page = """<link rel=stylesheet href="https://fonts.example/a.css"><link rel=stylesheet href="/own.css">
    <img src="http://127.0.0.1:1/x.png"><img src="file:///etc/hostname"><img src="//elsewhere.example/y.png">
    <img src="/own.png"><p style="background: url(ftp://z.example/a.png)">가</p>"""
    assert read(pdf.pdf(page, fetch)).pages[0].extract_text() == "가"
    assert wanted == ["/own.css", "/own.png"]
    refused = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert len(refused) == 5


def test_a_drawing_has_the_styles_of_its_page(fresh):
    sheets = {
        "/a.css": ".bar { fill: #f00 } svg.chart { width: auto; height: 20mm } @media screen { .bar { fill: #000 } }",
        "/b.css": "svg .rim, .none { fill: none; stroke: #00f } p { color: #0f0 }",
    }

    def fetch(path: str) -> tuple[bytes, str]:
        return sheets[path].encode(), "text/css"

    links = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in "abc")
    bars = "".join(f'<rect class="{name}" width="9" height="9"/>' for name in ("bar", "rim"))
    page = f'{links}<svg class="chart" viewBox="0 0 20 10">{bars}</svg><p>가</p>'
    drawn = read(pdf.pdf(page, fetch)).pages[0]
    told = drawn.get_contents().get_data()
    assert re.findall(rb"1 0 0 rg\s", told)
    assert re.findall(rb"0 0 1 RG\s", told)
    assert not re.findall(rb"0 0 0 rg\s+.*?re\s+f", told, re.DOTALL)
    assert drawn.extract_text() == "가"


def test_a_document_shows_files_of_the_house_and_pictures_that_its_reader_may_open(asked, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    unit = small_plant()
    services.set_picture(row=unit, data=PIXEL, by=None)
    fetch = paper._fetch_for(asked)
    assert fetch("/static/web/paper.css")[1] == "text/css"
    assert fetch(f"/picture/work-unit/{unit.pk}/") == (PIXEL, "image/png")
    for path in ("/static/../settings.py", "/static/web/none.css", "/nowhere/", "/company/", "/company/stamp/x"):
        with pytest.raises(LookupError):
            fetch(path)
    services.set_stamp(company=Enterprise.objects.get(), data=PIXEL, by=None)
    assert fetch("/company/stamp/")[0] == PIXEL
    asked.dure_pass = Pass(signed_in=True, roles=frozenset({Role.OPERATOR}))
    with pytest.raises(LookupError):
        fetch("/company/stamp/")


def test_the_seal_is_in_the_pdf(office: Client):
    def pictures() -> int:
        return len(read(office.get("/company/paper/?format=pdf").content).pages[0].images)

    assert pictures() == 0
    services.set_stamp(company=Enterprise.objects.get(), data=PIXEL, by=None)
    assert pictures() == 1


# --- where no PDF can be made -----------------------------------------------------------------------------------


class NoPango(importlib.abc.MetaPathFinder):
    """WeasyPrint as it is on a computer without the library: it loads the file and the system refuses."""

    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


def without_extra(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def without_pango(monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])


@pytest.mark.parametrize(
    ("take_away", "lack", "told"),
    [(without_extra, Lack.EXTRA, "dure[reports]"), (without_pango, Lack.LIBRARIES, "libpangoft2-1.0-0")],
)
def test_without_it_the_page_says_how_to_save_and_the_address_what_to_install(
    office: Client, fresh, monkeypatch, take_away, lack, told
):
    take_away(monkeypatch)
    assert pdf.lack() is lack
    text = office.get("/company/paper/").content.decode()
    assert "?format=pdf" not in text
    assert "PDF로 저장" in text
    answer = office.get("/company/paper/?format=pdf")
    assert answer.status_code == 501
    assert told in answer.content.decode()


def test_the_doctor_tells(fresh, monkeypatch):
    from dure.config.checkup import Level, _documents

    monkeypatch.setenv("DURE_LANGUAGE", "ko")
    assert [finding.level for finding in _documents()] == [Level.GOOD]
    pdf.lack.cache_clear()
    without_extra(monkeypatch)
    (finding,) = _documents()
    assert finding.level is Level.WARNING
    assert "dure[reports]" in finding.advice


# --- amounts written out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "일금 영원정"),
        (1, "일금 일원정"),
        (10, "일금 일십원정"),
        (1_004, "일금 일천사원정"),
        (10_000, "일금 일만원정"),
        (110_000, "일금 일십일만원정"),
        (1_200_000, "일금 일백이십만원정"),
        (12_345_678, "일금 일천이백삼십사만오천육백칠십팔원정"),
        (100_000_000, "일금 일억원정"),
        (1_000_000_000_000, "일금 일조원정"),
        (3_000_050_000, "일금 삼십억오만원정"),
        (-5_500, "일금 마이너스 오천오백원정"),
    ],
)
def test_an_amount_written_out(amount: int, words: str):
    assert written_out(amount) == words


def test_too_large_an_amount_is_not_written_out():
    assert written_out(10**20 - 1).startswith("일금 구천구백구십구경")
    with pytest.raises(ValueError):
        written_out(10**20)


def test_filters_of_paper():
    from django.template import Context, Template
    from django.utils import translation

    text = (
        "{% load paper %}{{ a|won_in_words }}|{{ none|won_in_words }}|{{ a|won }}|{{ none|won }}|"
        "{% for n in rows|blank_rows:4 %}.{% endfor %}"
    )
    values = Context({"a": 12_000, "none": None, "rows": [1, 2, 3]})
    with translation.override("ko"):
        assert Template(text).render(values) == "일금 일만이천원정|–|12,000||."
    with translation.override("en"):
        assert Template(text).render(values).startswith("KRW 12,000 only|")
