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
    rows = ([person.key, *cells.values()] for person, cells in lines)
    sheets.write_export(target, [header, *lines[0][1]], rows, spare=kept.look, marked=False)
    sheets.write_lines(page, [snippet(tool, [person.links for person, _ in lines])], spare=kept.look)
    yield from kept.take_notices()
    if not look.is_published:
        yield models.Notice(f"{words.TAVUS_LINKS} {words.OWN_PAGES}", level="warning")
    yield models.Notice(words.CODE.format(path=page))
    yield models.Wrote(str(target), len(lines), "export")


def _lines(
    look: last_look.LastLook, tool: tools.Tool
) -> Iterator[tuple[last_look.Recipient, dict[str, str]]]:
    """Yield the people whose line the tool takes whole, each with our cells by their headers."""
    for person in look.people():
        links = person.links
        known = {"page": links.page, "picture": links.picture, "gif": links.gif, "status": models.Stage.READY}
        cells = {column.header: str(known[name]) for name, column in tool.columns.given().items()}
        sizes = {header: len(text.encode()) for header, text in cells.items()}
        header = max(sizes, key=sizes.__getitem__)
        if formula_guard.guarded_words(person.key) != person.key:
            look.note("formula", person.row, words.FORMULA, value=person.key)
        elif (longest := tool.longest_value) and sizes[header] > longest:
            why = words.TOO_LONG.format(header=header, size=sizes[header], tool=tool.title, longest=longest)
            look.note("too-long", person.row, why)
        else:
            yield person, cells


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
