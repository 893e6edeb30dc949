"""Result lines: what the page of results says of each video, of those that failed or changed, and of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from batchgen import checks, export, models
from batchgen.checks.problems import row_numbers
from batchgen.results import failure_groups, page_links, result_cells
from batchgen.tavus import video_request
from batchgen.workspace import plan_words, run_view, second_sends, words

if TYPE_CHECKING:
    from batchgen import state
    from batchgen.workspace import campaigns

FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ready": (words.FILTERS["ready"], ("ready",)),
    "failed": (words.FILTERS["failed"], ("error", "rejected", "deleted")),
    "changed": (words.FILTERS["changed"], (result_cells.OUTDATED,)),
    "making": (words.FILTERS["making"], ("queued", "generating", "unknown")),
    "unsent": (words.FILTERS["unsent"], ("new", "invalid", "excluded")),
}
"""The filters, each with its name and the words of the sheet's status column that it stands for."""
_GROUPS = {word: name for name, (_, statuses) in FILTERS.items() for word in statuses}


def _about(found: campaigns.Open, price: object) -> str:
    """Return a price as a button says it: ", about $2.70", or nothing where no price is set."""
    money = plan_words.money({"price": price, "currency": found.settings.currency})
    return words.about(money) if money and price else ""


def group(found: campaigns.Open, failed: failure_groups.FailureGroup) -> Mapping[str, object]:
    """Return a group of failures in words."""
    return {
        **failed._asdict(),
        "field": video_request.WORDS.get(failed.field, failed.field).lower(),
        "listed": row_numbers.spans(failed.rows),
        "option": row_numbers.option(failed.rows),
        "price": _about(found, checks.price(failed.minutes, found.settings)),
    }


def changed(found: campaigns.Open, plan: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the rows whose video says something else now, their price in words."""
    return [{**kind, "price": _about(found, kind["price"])} for kind in second_sends.changed(found, plan)]


def lines(
    slug: str, jobs: Sequence[state.Job], store: state.Store, *, sandbox: bool
) -> list[Mapping[str, object]]:
    """Return what the table shows of the videos on a page of it."""
    return [line(slug, job, store.page_of(job.id), sandbox=sandbox) for job in jobs]


def line(slug: str, job: state.Job, page: state.PageCode | None, *, sandbox: bool) -> Mapping[str, object]:
    """Return what the table shows of a video; its links lead to the person's own page once that answered."""
    card = run_view.card(slug, job, sandbox=sandbox)
    seconds = job.seconds or job.minutes * 60
    shown = result_cells.results(job) | page_links.texts(job, page)
    name = _GROUPS.get(shown["status"], "unsent")
    return {
        **card,
        "link": (card["link"] and shown["page_url"]) or card["link"],
        "key": job.key,
        "group": name,
        "word": FILTERS[name][0],
        "long": plan_words.clock(int(seconds)) if seconds else "",
        "error": shown["error"],
        "code": "" if sandbox else export.embed_code(shown, job.label),
    }


def notes(store: state.Store) -> list[str]:
    """Return what is to know: videos found in the account, rows without an answer, rows that are gone."""
    counts = (
        (store.count_found(), words.found_in_account),
        (store.counts().get(models.Stage.UNKNOWN, 0), words.no_answer),
        (sum(1 for _ in store.without_row()), words.without_row),
    )
    return [sentence(count) for count, sentence in counts if count]
