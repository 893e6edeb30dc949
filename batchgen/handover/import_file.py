"""Import file: the CSV that a mail tool takes, and beside it the snippet that goes into its mail."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from batchgen import checks, errors, models, paths, sheets
from batchgen.export import mail_html
from batchgen.handover import last_look, tools, words
from batchgen.results import backups, output_targets
from batchgen.sheets import formula_guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from batchgen import campaign


def write(batch: campaign.Batch, wanted: str, *, target: Path | None = None) -> Iterator[models.Event]:
    """Write the two files for a tool, and yield what there is to tell; models.Wrote of the CSV comes last.

    `target` is where the CSV goes, else `<stem>.<tool>.csv`. Raises errors.UsageError, and writes no file, if
    nobody is left.
    """
    name, tool = tools.load(wanted)
    target = target or paths.beside(batch.settings, f"{name}.csv")
    if target.suffix.lower() != ".csv":
        raise errors.UsageError(words.NOT_CSV.format(name=target.name), hint=words.NAME_CSV)
    page = target.with_suffix(".html")
    for path in (target, page):
        output_targets.check_other("--output", path, batch.settings)
    with checks.ProblemReport(batch.settings.problems) as report:
        look = last_look.LastLook(batch, report, record_ids=tool.record_ids)
        if look.is_published:
            yield models.Notice(words.ASKING)
        lines = list(_lines(look, tool))
        yield from look.notices()
    if not lines:
        raise errors.UsageError(words.NOBODY, hint=words.SEE_ROWS)
    kept = backups.Backups(batch.store)
    header = (tool.record_id if look.is_by_record_id else None) or tool.email
    headers = [header, *(column.header for column in tool.columns.given().values())]
    rows = ([person.key, *_values(person, tool)] for person in lines)
    sheets.write_export(target, headers, rows, spare=kept.look, marked=False)
    sheets.write_lines(page, [snippet(tool, [person.links for person in lines])], spare=kept.look)
    yield from kept.take_notices()
    if not look.is_published:
        yield models.Notice(f"{words.TAVUS_LINKS} {words.OWN_PAGES}", level="warning")
    yield models.Notice(words.CODE.format(path=page))
    yield models.Wrote(str(target), len(lines), "export")


def _lines(look: last_look.LastLook, tool: tools.Tool) -> Iterator[last_look.Recipient]:
    """Yield the people whose line the tool takes whole."""
    for person in look.people():
        if formula_guard.guarded_words(person.key) != person.key:
            look.note("formula", person.row, words.FORMULA, value=person.key)
        elif long := _too_long(person, tool):
            look.note("too-long", person.row, long)
        else:
            yield person


def _too_long(person: last_look.Recipient, tool: tools.Tool) -> str:
    headers = (column.header for column in tool.columns.given().values())
    for header, value in zip(headers, _values(person, tool), strict=True):
        size = len(value.encode())
        if tool.longest_value and size > tool.longest_value:
            return words.TOO_LONG.format(
                header=header, size=size, tool=tool.title, longest=tool.longest_value
            )
    return ""


def _values(person: last_look.Recipient, tool: tools.Tool) -> list[str]:
    links = person.links
    known = {"page": links.page, "picture": links.picture, "gif": links.gif, "status": models.Stage.READY}
    return [str(known[name]) for name in tool.columns.given()]


def snippet(tool: tools.Tool, links: Sequence[mail_html.Links]) -> str:
    """Return the code for a mail of a tool, with its merge tags; three lines say where it goes.

    All mails show the GIF if everybody has one, else the still picture if anybody has one.
    """
    columns = tool.columns
    shown = columns.gif if links and all(link.gif for link in links) else columns.picture
    picture = shown.tag if shown and any(link.gif or link.picture for link in links) else ""
    lines = [f"{number}. {line}" for number, line in enumerate(tool.paste, start=1)]
    own = all(link.own for link in links)
    if not own:
        lines.append(words.TAVUS_LINKS)
    code = mail_html.code(columns.page.tag or "", picture or "", own=own, alt=words.PICTURE_TEXT)
    return f"<!-- {html.escape(tool.title, quote=False)}\n" + "\n".join(lines) + f"\n-->\n{code}\n"
