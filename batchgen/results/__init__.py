"""Results: what came of a run, as counts, as a DataFrame, and as files that people use."""

from __future__ import annotations

from batchgen.results.export import FORMATS, Choice, choose, export
from batchgen.results.outcome import Results, of_events

__all__ = ["FORMATS", "Choice", "Results", "choose", "export", "of_events"]
