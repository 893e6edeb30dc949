"""A page in Chromium: for everybody, by keys alone, without JavaScript, and deaf to hostile cells."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import afterkit
import appkit
import keyboard
import pagekit
import pytest

from batchgen import settings
from batchgen.share import page_folder, page_layout

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
HOSTILE = (
    '<script>document.title = "run"</script>',
    '"><img src=x onerror="document.title=\'run\'">',
    "'><svg/onload=document.title='run'>",
    "{{ 7 * 7 }}${7*7}<%= 7*7 %>",
    "\u202eevil\u2067 &lt;b&gt; </title><script src=https://evil.example/x.js></script>",
    "</p><style>body{display:none}</style><meta http-equiv=refresh content='0;url=https://evil.example'>",
)
WORDS = page_layout.words_of("en_US")
PLAIN = page_layout.Page(
    language="en-US",
    direction="ltr",
    address="https://watch.example.com/spring/0/",
    title="Ana, a short video for you",
    text=("Two minutes about Acme.", "And a second paragraph."),
    notice=page_layout.Said(WORDS["notice"], "en"),
    film="film.mp4",
    poster="poster.jpg",
    picture="https://watch.example.com/spring/0/picture.jpg",
    button="Book 15 minutes",
    button_url="https://cal.example.com/tom",
    script=("Hi Ana.", "This is about Acme.\nBye."),
    sender="Replyard",
    links=(
        page_layout.Said("Privacy", url="https://example.com/privacy"),
        page_layout.Said("Unsubscribe", url="mailto:stop@example.com"),
    ),
    until="This page stays here until March 31, 2099.",
    words=WORDS,
)
ARABIC = dataclasses.replace(
    PLAIN,
    language="ar-EG",
    direction="rtl",
    title="مرحبا آنا، فيديو قصير لك",
    text=("دقيقتان عن شركتك.",),
    button="احجز موعدا",
    script=("مرحبا آنا.",),
)
ENDLESS = dataclasses.replace(
    PLAIN,
    title="Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 3,
    button="Donaudampfschifffahrtsgesellschaftskapitänswitwenrente 15",
    text=("x" * 2_000,),
    sender="Donaudampfschifffahrtsgesellschaft" * 4,
)
SPIKED = [
    dataclasses.replace(
        PLAIN,
        title=text,
        text=(text,),
        notice=page_layout.Said(text, "en"),
        button=text,
        script=(text,),
        sender=text,
        until=text,
        links=(page_layout.Said(text, url="https://example.com/?q=" + text.replace(" ", "+")),),
    )
    for text in HOSTILE
]
PAGES = {"plain": PLAIN, "arabic": ARABIC, "endless": ENDLESS} | {
    f"hostile{number}": page for number, page in enumerate(SPIKED)
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with appkit.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a folder with the pages, as it would lie on a web space."""
    folder = tmp_path_factory.mktemp("pages")
    layout = page_layout.Layout(settings.Settings())
    for name, data in page_layout.static_files("#1d5fc4").items():
        (folder / name).write_bytes(data)
    for name, page in PAGES.items():
        (folder / name).mkdir()
        (folder / name / page_folder.INDEX).write_bytes(layout.render(page))
        (folder / name / page_folder.FILM).write_bytes(afterkit.mp4(20_000))
        (folder / name / "poster.jpg").write_bytes(pagekit.still())
    with pagekit.served(folder) as address:
        yield address


def opened(browser: Any, address: str, *, width: int = 1280, **options: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", ["plain", "arabic", "endless"])
def test_a_page_is_for_everybody(browser: Any, site: str, name: str, width: int, scheme: str) -> None:
    page = opened(browser, f"{site}/{name}/", width=width, color_scheme=scheme)
    page.locator("summary").click()

    assert appkit.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.close()


def test_a_page_is_used_by_keys_alone_and_the_focus_is_seen(browser: Any, site: str) -> None:
    page = opened(browser, f"{site}/plain/")
    keys = keyboard.Keyboard(page)

    keys.to(page.get_by_role("button", name="Play the video"))
    keys.to(page.get_by_role("link", name="Book 15 minutes"))
    keys.press(page.locator("summary"))
    page.get_by_text("This is about Acme.").wait_for()
    keys.to(page.get_by_role("link", name="Privacy"))
    keys.to(page.get_by_role("link", name="Unsubscribe"))
    page.context.close()


def test_the_film_waits_until_it_is_asked_for(browser: Any, site: str) -> None:
    page = opened(browser, f"{site}/plain/")
    before = page.evaluate("document.querySelector('video').paused"), list(page.asked)

    keyboard.Keyboard(page).press(page.get_by_role("button", name="Play the video"))
    page.locator(".play").wait_for(state="detached")

    assert before[0]
    assert [url for url in before[1] if url.endswith(".mp4")] == []
    assert page.evaluate("document.querySelector('video').controls")
    assert page.evaluate("document.activeElement.localName") == "video"
    page.context.close()


def test_without_javascript_the_film_has_its_own_controls_and_all_is_there(browser: Any, site: str) -> None:
    page = opened(browser, f"{site}/plain/", java_script_enabled=False)

    assert page.locator("video[controls]").is_visible()
    assert page.locator(".play").count() == 0
    assert page.get_by_role("link", name="Book 15 minutes").is_visible()
    page.locator("summary").click()
    assert page.get_by_text("This is about Acme.").is_visible()
    page.context.close()


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_asks_no_other_host_and_runs_nothing_of_a_cell(browser: Any, site: str, name: str) -> None:
    page = opened(browser, f"{site}/{name}/")

    assert {url for url in page.asked if not url.startswith(f"{site}/")} == set()
    expected = PAGES[name]
    assert page.title() == " ".join(f"{expected.title} – {expected.sender}".split())
    assert page.locator("h1").text_content() == expected.title
    assert page.locator("script, img, svg, style").count() == 1
    assert page.locator("body").is_visible()
    page.context.close()
