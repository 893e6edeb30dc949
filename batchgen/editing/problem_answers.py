"""Answers: what one click does about a group of problems, in words, and where it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from batchgen import atomic, errors, merge, models, sheets
from batchgen import settings as settings_module
from batchgen.checks import email_addresses, script_linter
from batchgen.checks.problems import problem_groups
from batchgen.editing import column_insertions, script_file, words
from batchgen.editing import drafts as drafts_module
from batchgen.merge.speech import filters
from batchgen.merge.templates import script_edits, sources

MOST_LEFT_OUT = 200
"""Rows that one condition leaves out; a longer one is hard to read in campaign.toml."""
_NAMES = {"filter:company": words.COMPANY_NAME, "filter:person": "a name"}


class Answer(NamedTuple):
    """A button: what it is called, what else it changes, and the words that it asks for.

    `slug` and `argument` are those of the fix; `asks` is the label of its field, empty where it needs none,
    and `preset` what stands in that field first.
    """

    slug: str
    argument: str
    label: str
    note: str = ""
    asks: str = ""
    preset: str = ""


def changed_meanwhile() -> errors.UsageError:
    """Return the error of an answer to what is not there any more."""
    return errors.UsageError(words.CHANGED_MEANWHILE, hint=words.LOOK_AGAIN)


def answers_to(group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts) -> list[Answer]:
    """Return the answers that would settle a group, the likeliest first."""
    return [answer for fix in group.fixes for answer in _answer(group, fix.slug, fix.argument, drafts)]


def _answer(
    group: problem_groups.ProblemGroup, slug: str, argument: str, drafts: drafts_module.Drafts
) -> Iterator[Answer]:
    column = drafts.columns.get(group.column)
    if slug.startswith("filter:") and column is not None:
        said = _said(slug, group, column, drafts)
        if said:
            note = words.change_all(column.header, len(drafts.people))
            yield Answer(slug, argument, words.say_as(_NAMES[slug], said), note)
    elif slug == "fallback" and column is not None:
        asks = words.if_empty_say(column.header)
        preset = column_insertions.usual_fallback(column, drafts.kind_of(column))
        yield Answer(slug, argument, words.USE_FALLBACK, "", asks, preset)
    elif slug == "pronounce":
        preset = _said("filter:company", group, column, drafts) if column else ""
        yield Answer(slug, argument, words.SAY_DIFFERENTLY, "", words.say_text_as(argument[:60]), preset)
    elif slug == "allow":
        yield Answer(slug, argument, words.FINE)
    elif slug == "each":
        yield Answer(slug, argument, words.EACH_A_VIDEO)
    elif slug == "leave-out" and group.rows:
        yield Answer(slug, argument, words.LEAVE_ROW_OUT if len(group.rows) == 1 else words.LEAVE_ROWS_OUT)


def _said(
    slug: str, group: problem_groups.ProblemGroup, column: models.Column, drafts: drafts_module.Drafts
) -> str:
    """Return what a filter would say of the group's value, empty where it does not help."""
    name, kind = slug.partition(":")[2], drafts.kind_of(column)
    if kind in {"person", "company"} and kind != name:
        return ""
    said = filters.SPEECH[name](group.value, drafts.settings.locale)
    still = any(
        problem.kind == group.kind for problem in script_linter.Linter(drafts.settings.allow).lint(said)
    )
    return "" if still or said == group.value else said


def carry_out(
    group: problem_groups.ProblemGroup,
    wanted: tuple[str, str],
    drafts: drafts_module.Drafts,
    *,
    campaign: Path,
    said: str = "",
    key: Sequence[str] = (),
) -> str:
    """Write an answer into the script or the campaign file; return what was done, in words.

    `wanted` are its slug and argument, `said` those that it asks for, `key` the headers that tell rows
    apart. Raises errors.UsageError where it would not help, and what the files themselves raise.
    """
    answer = next((a for a in answers_to(group, drafts) if (a.slug, a.argument) == wanted), None)
    if answer is None:
        raise changed_meanwhile()
    said = " ".join(said.split())
    if answer.asks and not said:
        raise errors.UsageError(words.WRITE_IT)
    change = settings_module.change_campaign
    column = drafts.columns.get(group.column)
    match answer.slug.partition(":")[0]:
        case "allow":
            change(campaign, {("allow",): [*drafts.settings.allow, answer.argument]})
            return words.is_fine(answer.argument[:60])
        case "pronounce":
            change(campaign, {("pronounce", answer.argument): said})
            return words.said_as(answer.argument[:60], said)
        case "each":
            change(campaign, {("duplicates",): "each"})
            return words.EACH_GETS_ONE
        case "leave-out":
            change(campaign, {("where",): _without(group, drafts, key)})
            return words.left_out(_rows(len(group.rows)))
    assert column is not None
    if answer.slug == "fallback":
        _edit_scripts(group, drafts, campaign, lambda text: script_edits.with_fallback(text, column, said))
        return words.says_if_empty(said, column.header)
    code = answer.slug.partition(":")[2]
    _edit_scripts(group, drafts, campaign, lambda text: script_edits.with_filter(text, column, code))
    return words.column_said_as(column.header, _NAMES[answer.slug])


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _edit_scripts(
    group: problem_groups.ProblemGroup,
    drafts: drafts_module.Drafts,
    campaign: Path,
    edit: Callable[[str], str],
) -> None:
    """Edit each template that says the group's rows. Raises errors.UsageError if that changes none."""
    judge = drafts.examiner()
    for number in group.rows:
        if number in drafts.by_number:
            judge.examine(drafts.by_number[number])
    main = script_file.ScriptFile(drafts.settings, campaign)
    text, mark = main.read()
    others = {path: sources.read(path) for path in judge.merger.files - {main.path, campaign}}
    changed = {path: new for path, old in others.items() if (new := edit(old)) != old}
    new = edit(text)
    if new == text and not changed:
        raise errors.UsageError(
            words.NOT_HERE,
            hint=words.ON_SCRIPT_PAGE,
        )
    if not changed:
        _check_helps(group, drafts, new)
    for path, source in changed.items():
        script_file.write(path, source, like=path)
    main.save(new, mark)


def _check_helps(group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts, text: str) -> None:
    row = next((drafts.by_number[number] for number in group.rows if number in drafts.by_number), None)
    found = drafts.examiner(text).examine(row).problems if row else ()
    if any(p.kind == group.kind and (p.column or "") == group.column for p in found):
        raise errors.UsageError(words.NOT_SETTLED, hint=words.CHANGE_CELLS)


def _without(group: problem_groups.ProblemGroup, drafts: drafts_module.Drafts, key: Sequence[str]) -> str:
    """Return the campaign's condition on rows, without those of the group.

    They are named by their key, or, where the sheet has none, by the cells that no other person has.
    """
    rows = [drafts.by_number[number] for number in group.rows if number in drafts.by_number]
    columns = [drafts.columns[name] for name in key if name in drafts.columns]
    if not key:
        columns = _telling_apart(rows, drafts)
    if not rows or not columns or len(columns) < len(key):
        raise errors.UsageError(
            words.ALIKE,
            hint=words.FIX_OR_SEND_OTHERS,
        )
    if len(rows) > MOST_LEFT_OUT:
        raise errors.UsageError(words.too_many_rows(MOST_LEFT_OUT), hint=words.FIX_OR_SEND_OTHERS)
    named = " or ".join(_named(row, columns) for row in rows)
    if len(columns) == 1:
        cells = ", ".join(_quoted(drafts_module.cell_of(row, columns[0])) for row in rows)
        named = f"{merge.spelling(columns[0])} in [{cells}]"
    before = drafts.settings.where.strip()
    condition = f"({before}) and not ({named})" if before else f"not ({named})"
    _check_condition(condition, rows, drafts)
    return condition


def _telling_apart(rows: Sequence[models.Row], drafts: drafts_module.Drafts) -> list[models.Column]:
    """Return the first columns, those of addresses before others, whose cells only these people have."""
    addresses = email_addresses.columns_of(drafts.sheet.columns, drafts.people)
    ranked = sorted(drafts.columns.values(), key=lambda column: (column not in addresses, column.index))
    full = [column for column in ranked if all(drafts_module.cell_of(row, column) for row in rows)]
    taken: list[models.Column] = []
    alike = [row for row in drafts.people if row not in rows]
    for column in full:
        cells = {drafts_module.cell_of(row, column) for row in rows}
        taken.append(column)
        alike = [row for row in alike if drafts_module.cell_of(row, column) in cells]
        if not alike:
            return taken
    return []


def _named(row: models.Row, columns: Sequence[models.Column]) -> str:
    cells = [f"{merge.spelling(c)} == {_quoted(drafts_module.cell_of(row, c))}" for c in columns]
    return f"({' and '.join(cells)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _check_condition(condition: str, rows: Sequence[models.Row], drafts: drafts_module.Drafts) -> None:
    """Raise errors.UsageError unless a condition leaves out these rows, and no other one that is chosen."""
    kinds = drafts.examiner().kinds
    after = merge.Expression(condition, drafts.sheet.columns, kinds)
    before = (
        merge.Expression(drafts.settings.where, drafts.sheet.columns, kinds)
        if drafts.settings.where
        else None
    )
    chosen = [row for row in drafts.people if before is None or before.judge(row).holds]
    gone = {row.number for row in chosen if not after.judge(row).holds}
    if gone != {row.number for row in rows}:
        raise errors.UsageError(
            words.SAME_KEY,
            hint=words.FIX_OR_SEND_OTHERS,
        )


def fill(sheet: sheets.Sheet, edits: sheets.Edits) -> sheets.EditReport:
    """Change cells as sheets.write_cells does; a sheet that is open elsewhere is said in plain words."""
    try:
        return sheets.write_cells(sheet, edits)
    except errors.SheetLockedError as error:
        lock = atomic.lock_beside(sheet.path) if sheet.path else None
        if lock is None:
            raise
        who = "Excel" if lock.name.startswith("~$") else "LibreOffice"
        raise errors.SheetLockedError(
            words.sheet_open(who),
            hint=words.close_it(who),
        ) from error
