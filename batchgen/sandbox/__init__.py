"""The sandbox: a local API with the paths, checks and life cycle of the real one, making real videos.

Shares no code with the client. Importing this package is light; `Child` starts the API as a child process.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.sandbox.child import Child

__all__ = ["Child"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'batchgen.sandbox' has no attribute {name!r}")
    return getattr(importlib.import_module("batchgen.sandbox.child"), name)
