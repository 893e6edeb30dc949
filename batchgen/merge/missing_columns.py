"""Missing columns: those that a template names and that are missing, doubled, unseen."""

from __future__ import annotations

from collections.abc import Sequence

from batchgen import did_you_mean, models
from batchgen.merge import template_columns as columns_module
from batchgen.merge import words
from batchgen.merge.templates import fallbacks, script_template, survey

NO_REPLICA = models.Problem(
    "no-replica",
    words.NO_REPLICA,
    hint=words.CHOOSE_REPLICA,
)


def no_script(columns: columns_module.Columns) -> models.Problem:
    """Return the problem of a campaign that says nothing."""
    hint = words.SAY_COLUMN if "script" in columns.by_name else words.ADD_TEMPLATE
    return models.Problem("no-script", words.NO_SCRIPT, hint=hint)


def of_script(script: script_template.Script, columns: columns_module.Columns) -> list[models.Problem]:
    """Return the whole-sheet problems of one template."""
    missing = [_missing(name, uses, columns) for name, uses in _by_name(script.missing).items()]
    doubled = [
        _doubled(name, columns.doubled[name]) for name in sorted(script.used_names() & set(columns.doubled))
    ]
    return missing + doubled + [_slip(slip) for slip in script.slips]


def _by_name(uses: Sequence[survey.Use]) -> dict[str, list[survey.Use]]:
    found: dict[str, list[survey.Use]] = {}
    for use in uses:
        found.setdefault(use.name, []).append(use)
    return found


def _missing(name: str, uses: Sequence[survey.Use], columns: columns_module.Columns) -> models.Problem:
    where = ", ".join(dict.fromkeys(use.where for use in uses))
    if all(use.outside for use in uses) and columns.find(uses[0]) is not None:
        return models.Problem(
            "missing-column",
            words.column_outside_macro(name, where),
            column=name,
            hint=words.GIVE_COLUMN,
            template=uses[0].template,
            line=uses[0].line,
        )
    known = (
        [column.header for column in columns.by_name.values()] if uses[0].by_header else list(columns.by_name)
    )
    optional = all(use.optional for use in uses)
    return models.Problem(
        "missing-column",
        words.missing_column(name, where),
        "warning" if optional else "error",
        column=name,
        hint=did_you_mean.hint(name, known) or _all_columns(known),
        template=uses[0].template,
        line=uses[0].line,
    )


def _slip(slip: fallbacks.Slip) -> models.Problem:
    return models.Problem(
        "template",
        words.slip(slip.where, slip.what),
        "error" if slip.is_sure else "warning",
        hint=words.write(slip.right) if slip.is_sure else words.write_for_both(slip.right),
        template=slip.template,
        line=slip.line,
    )


def _all_columns(known: Sequence[str]) -> str:
    shown = ", ".join([*known[:12], *(["…"] if len(known) > 12 else ())])
    return words.columns(shown) if known else words.NO_COLUMNS


def _doubled(name: str, columns: Sequence[models.Column]) -> models.Problem:
    which = " and ".join(f'"{column.header}" ({column.letter})' for column in columns)
    return models.Problem(
        "doubled-column",
        words.doubled_column(which, name),
        column=name,
        hint=words.RENAME_ONE,
    )
