"""batchgen: one personal video for every row of a spreadsheet, nothing paid for twice, nothing lost.

The public names are resolved on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.campaign import Campaign, Plan, Results
    from batchgen.errors import BatchgenError
    from batchgen.models import Event, Problem

__version__ = "1.0.0"
__all__ = ["BatchgenError", "Campaign", "Event", "Plan", "Problem", "Results", "__version__"]

_HOMES = {
    "Campaign": "batchgen.campaign.library",
    "Results": "batchgen.campaign",
    "Plan": "batchgen.campaign",
    "BatchgenError": "batchgen.errors",
    "Event": "batchgen.models",
    "Problem": "batchgen.models",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'batchgen' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
