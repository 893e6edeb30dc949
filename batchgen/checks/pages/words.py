"""Words: the sentences of these checks that people read, in one place."""

from __future__ import annotations

NO_NOTICE = 'the pages do not say that the videos were made with AI (disclosure = "")'

SAY_NOTICE = (
    "EU law has required this since 2 August 2026 (AI Act, Article 50). "
    "To say it, remove disclosure from campaign.toml."
)

BUTTON_SCHEMES = "Start the address with https://, mailto: or tel:."

LINK_SCHEMES = "Start the address with https:// or mailto:."

EMPTY_NOTICE = "empty for this row"


def pages_ended(day: object) -> str:
    return f"page.expires is {day}, and that day is over, so no page can be made"


LATER_DAY = "Write a later day, or remove expires."


def too_many_characters(count: int, most: int) -> str:
    return f"this has {count:,} characters, but only {most:,} fit"


SHORTEN_TEXT = "Shorten the text or the cell."

NO_TITLE = "the title of the page is empty"

OTHER_TITLE = 'Add words for this case: {{ first_name or "Hello" }}.'


def half_a_button(name: str, other: str) -> str:
    return f"page.{name} is empty, but page.{other} is not"


FILL_BOTH = "Fill both, or leave both empty for this row."


def leads_nowhere(scheme: str, text: str) -> str:
    return f"this {scheme}: address does not work: {text}"


NOT_WHOLE_ADDRESS = "this is not a complete web address"


def scheme_not_allowed(scheme: str) -> str:
    return f"a page cannot have an address that starts with {scheme}:"


LOGO_FAULTS = {
    "script": "it has a script in it",
    "text": "it has text in a font that other computers do not have: turn the letters into paths",
    "link": "it has a link to another file in it",
    "broken": "it is broken, empty or too large to draw",
}


def logo_not_read(name: str) -> str:
    return f"batchgen cannot read the logo {name}."


def logo_not_used(name: str, why: str) -> str:
    return f"batchgen cannot use the logo {name}: {why}."


USE_PNG = "Use a small PNG."

NEEDS_SHARE = "Pages need packages that are not installed."
INSTALL_SHARE = "pip install 'batchgen[share]'"
