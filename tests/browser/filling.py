"""Forms filled as a person does, whatever language their labels have."""

from playwright.sync_api import Page

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fits(page: Page) -> None:
    assert page.evaluate(WIDE) <= 0, page.url


def save(page: Page, form: str = "main form.form", **values: str) -> None:
    """Fill the named fields of a form and send it; the page that answers is no wider than its window."""
    for name, value in values.items():
        field = page.locator(f"{form} [name={name}]")
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, f"{form} button")


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).last.click()
    fits(page)
