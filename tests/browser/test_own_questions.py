"""The organisers' own questions in a real browser: asked while their session is chosen, with and without scripts."""

import pytest

from registration.models import Answer
from tests.browser.looking import TARGET_SIZE, violations
from tests.browser.test_public_pages import NARROW, WIDE
from tests.factories import OptionFactory, QuestionFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"


@pytest.fixture
def sessions():
    first = SlotFactory(session__title={"de": "Sprache im Büro"}).session
    second = SlotFactory(session__conference=first.conference, session__title={"de": f"Was tun? {LONG}"}).session
    return first, second


@pytest.fixture
def address(site, sessions):
    return f"{site}/{sessions[0].conference.slug}/register/"


@pytest.fixture
def language(sessions):
    """A question to those who choose the first session."""
    question = QuestionFactory(
        conference=sessions[0].conference,
        session=sessions[0],
        kind="choice",
        is_required=True,
        text={"de": "Welche Sprache sprechen Sie im Büro?"},
    )
    for number, text in enumerate(["Deutsch", "Arabisch", LONG]):
        OptionFactory(question=question, text={"de": text}, position=number)
    return question


@pytest.fixture
def of_everybody(sessions):
    conference, asked = (
        sessions[0].conference,
        [
            ("text", "Was erwarten Sie?", True),
            ("yes_no", "Essen Sie vegetarisch?", False),
            ("number", "Wie viele Kinder bringen Sie mit?", False),
            ("choice", "Wie kommen Sie?", False),
        ],
    )
    for kind, text, is_required in asked:
        help_text = {"de": "Damit wir besser planen können."} if kind in {"text", "yes_no"} else ""
        question = QuestionFactory(
            conference=conference, kind=kind, text={"de": text}, is_required=is_required, help_text=help_text
        )
    for number in range(9):
        OptionFactory(question=question, text={"de": f"Weg {number}"})


def fill_in(page):
    page.get_by_label("Ihr Name").fill("Erika Muster")
    page.get_by_label("Ihre E-Mail-Adresse").fill("erika@example.org")
    page.locator("#id_privacy").check()


def test_question_of_a_session_appears_with_it_and_goes_with_it(page, address, sessions, language):
    page.goto(address)
    questions = page.get_by_role("group", name="Fragen")
    assert not questions.is_visible()
    choice = page.locator(f"#id_sessions_{sessions[0].code}")
    choice.check()
    page.get_by_label("Arabisch").check()
    choice.uncheck()
    assert not questions.is_visible()
    choice.check()
    assert page.get_by_label("Arabisch").is_checked()
    fill_in(page)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/done/**")
    assert str(Answer.objects.get()) == "Arabisch"


def test_error_leads_to_the_first_button(page, address, sessions, language):
    page.goto(f"{address}?session={sessions[0].code}")
    fill_in(page)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Welche Sprache sprechen Sie im Büro?").click()
    page.keyboard.press("Space")
    assert page.get_by_label("Deutsch").is_checked()
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/done/**")
    assert str(Answer.objects.get()) == "Deutsch"


def test_without_scripts_all_questions_stand_there_and_count_only_where_they_are_for(
    browser, address, sessions, language, of_everybody
):
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(f"{address}?session={sessions[1].code}")
    assert page.get_by_role("group", name="Sprache im Büro").is_visible()
    fill_in(page)
    page.get_by_label("Was erwarten Sie?").fill("Viel")
    page.get_by_label("Wie viele Kinder").fill("zwei")
    page.get_by_label("Arabisch").check()
    page.get_by_role("button", name="Anmelden").click()
    assert page.get_by_label("Wie viele Kinder").input_value() == "zwei"
    assert page.get_by_label("Arabisch").is_checked()
    page.get_by_label("Wie viele Kinder").fill("2")
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/done/**")
    assert [answer.text for answer in Answer.objects.order_by("question__position", "question")] == ["Viel", "2"]
    context.close()


@pytest.mark.parametrize("size", [NARROW, {"width": 360, "height": 640}, WIDE], ids=lambda size: str(size["width"]))
@pytest.mark.usefixtures("language", "of_everybody")
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(page, address, sessions, size):
    page.set_viewport_size(size)
    page.goto(f"{address}?session={sessions[0].code}")
    for state in ("empty", "with errors"):
        assert (state, violations(page, TARGET_SIZE)) == (state, [])
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        page.get_by_role("button", name="Anmelden").click()
