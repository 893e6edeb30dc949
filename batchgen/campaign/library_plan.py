"""The plan as the library gives it: counts, every problem, every row, and a table for notebooks."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import checks, models, plan
from batchgen.campaign import notebook, words
from batchgen.plan import decisions, scratch

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 20
"""Problems that a notebook shows."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What `Campaign.run` would do. Counts are rows, `minutes` are an estimate, `price` may be unknown.

    `refusal` says why the run would not begin (empty: nothing stands in its way), `problems` are all errors
    and warnings, `digest` stands for what would go out, `currency` is that of the price.
    """

    rows: int
    to_send: int
    done: int
    outdated: int
    invalid: int
    excluded: int
    minutes: float
    price: float | None
    currency: str
    refusal: str
    notes: tuple[str, ...]
    problems: tuple[models.Problem, ...]
    digest: str
    outcomes: tuple[scratch.Outcome, ...] = dataclasses.field(compare=False)

    def to_frame(self) -> pd.DataFrame:
        """Return what becomes of every row, indexed by the spreadsheet's row numbers.

        `decision` is a category (send, done, invalid, later and so on), `errors` and `warnings` count the
        row's problems.
        """
        import pandas as pd

        frame = pd.DataFrame(self.outcomes, columns=list(scratch.Outcome._fields)).set_index("row")
        severities = pd.Series([problem.severity for problem in self.problems], dtype="str")
        found = pd.Series([problem.row for problem in self.problems], dtype="Int64")
        for name in ("error", "warning"):
            counted = found[severities == name].value_counts()
            frame[f"{name}s"] = counted.reindex(frame.index, fill_value=0).astype("int64")
        kinds = pd.CategoricalDtype([str(decision) for decision in decisions.Decision])
        return frame.astype(
            {
                "name": "string",
                "decision": kinds,
                "minutes": "float64",
                "replica": "string",
                "template": "string",
            }
        )

    def __repr__(self) -> str:
        return f"Plan({self.to_send:,} to send, {self.done:,} done, {self.invalid:,} invalid)"

    def _repr_html_(self) -> str:
        price = "" if self.price is None else f"{self.price:,.2f} {self.currency}"
        names = ("to_send", "done", "outdated", "invalid", "excluded")
        counts = {name.replace("_", " "): f"{getattr(self, name):,}" for name in names}
        lines = [self.refusal, *self.notes, *map(checks.sentence, self.problems[:_SHOWN])]
        return notebook.html(
            words.PLAN, {**counts, "minutes": f"{self.minutes:,.1f}", "price": price}, filter(None, lines)
        )


def of(made: plan.Plan, currency: str) -> Plan:
    """Return a plan for users of the library; its rows must still be open."""
    report = made.problems
    return Plan(
        rows=made.rows,
        to_send=made.to_send,
        done=made.done,
        outdated=made.outdated,
        invalid=made.invalid,
        excluded=made.excluded,
        minutes=made.minutes,
        price=made.price,
        currency=currency,
        refusal=made.refusal,
        notes=made.notes,
        problems=(*report.problems("error"), *report.problems("warning")),
        digest=made.digest,
        outcomes=tuple(made.roster.outcomes()),
    )
