"""batchgen: one personal video for every row of a spreadsheet, nothing paid for twice, nothing lost.

The public names are resolved on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.campaign import Campaign, Results
    from batchgen.errors import BatchgenError

__version__ = "0.1.0"
__all__ = ["BatchgenError", "Campaign", "Results", "__version__"]

_HOMES = {
    "Campaign": "batchgen.campaign.library",
    "Results": "batchgen.campaign",
    "BatchgenError": "batchgen.errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'batchgen' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
