"""From a Word file of two days with parallel workshops to a public programme, as an organiser does it."""

import pytest
from playwright.sync_api import expect

from programme.imports import text
from programme.imports.draft import Choice, DraftAppearance, Question
from programme.models import Conference
from tests.browser.conftest import PHONE
from tests.browser.test_main_job import choose
from tests.programme import word_documents

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "person:wege in den beruf"


@pytest.fixture
def asking(monkeypatch):
    """A reader that asks one question, so that there is one whatever the real one finds unclear."""
    read = text.read

    def read_and_ask(data, *, answers=None, **more):
        draft, report = read(data, **more)
        choices = (Choice("person", "eine Person"), Choice("text", "Teil der Beschreibung"))
        report.questions = [
            Question(
                KEY, "person", "Ist „Wege in den Beruf“ eine Person?", "- Wege in den Beruf", choices, "text", 15, 11
            )
        ]
        if (answers or {}).get(KEY) == "person":
            draft.sessions[1].appearances.append(DraftAppearance("Wege in den Beruf", line=11))
        return draft, report

    monkeypatch.setattr("programme.imports.text.read", read_and_ask)


def upload(page, site):
    page.goto(f"{site}/admin/programme/conference/import/")
    document = {"name": "Tagung.docx", "mimeType": "", "buffer": word_documents.workshop_days()}
    page.set_input_files("[name=document]", document)
    page.click("[name=preview]")
    expect(page.locator(".coming-row")).to_have_count(8)


def test_word_file_becomes_a_public_programme_after_one_answer(page, site, organiser, asking):
    upload(page, site)
    expect(page.locator(".sums")).to_contain_text("1 Frage")
    row = page.locator(".coming-row", has_text="Lernen im Alltag").first
    expect(row.locator(".question")).to_contain_text("vermutet")
    row.get_by_label("eine Person").check()
    page.get_by_role("button", name="Antworten übernehmen").first.click()
    expect(page.locator(".sums")).to_contain_text("1 Frage, beantwortet")
    expect(page.locator(".coming-row", has_text="Lernen im Alltag").first).to_contain_text(
        "Rosa Stein; Wege in den Beruf"
    )
    page.get_by_role("button", name="So importieren").click()
    page.wait_for_url("**/admin/?conference=**")
    page.goto(f"{site}/admin/programme/conference/")
    Conference.objects.update(contact_email="team@example.org")
    choose(page, "publish")
    page.goto(f"{site}/{Conference.objects.get().slug}/")
    workshops = page.locator("article[data-session]")
    expect(workshops).to_have_count(6)
    for title in ("Lesen lernen", "Rechnen im Alltag"):
        expect(workshops.filter(has_text=title).first).to_contain_text("9:00")


def test_preview_fits_a_phone_and_a_desk(page, site, organiser, asking):
    upload(page, site)
    for size in (PHONE, {"width": 1280, "height": 900}):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_edited_in_the_preview_is_shown_first_and_then_imported(page, site, organiser):
    upload(page, site)
    written = page.input_value("[name=content]")
    page.fill("[name=content]", written.replace("Lesen lernen", "Schreiben lernen"))
    page.get_by_role("button", name="So importieren").click()
    expect(page.locator(".messagelist")).to_contain_text("Es wurde noch nichts importiert")
    expect(page.locator(".coming-row", has_text="Schreiben lernen")).to_have_count(1)
    page.get_by_role("button", name="So importieren").click()
    page.wait_for_url("**/admin/?conference=**")
    assert "Schreiben lernen" in {str(session.title) for session in Conference.objects.get().sessions.all()}
