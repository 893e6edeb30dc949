"""Results: what came of a run, as counts and as a DataFrame."""

from __future__ import annotations

from batchgen.results.outcome import Results, of_events

__all__ = ["Results", "of_events"]
