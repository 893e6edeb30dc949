"""Pages: a module for each screen, with its page and its few JSON calls; each adds its addresses."""

import importlib
import pkgutil

from batchgen.app.rendering import HANDLERS, ROUTES

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["HANDLERS", "ROUTES"]
