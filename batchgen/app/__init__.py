"""App: the whole job in a browser on this computer, for people without a terminal.

It adds no second truth: what was sent is in the state file, what is asked for is in campaign.toml, and what
people see is in the sheet. A run is a process of its own that goes on without the app.
"""

from batchgen.app.web_server import need_extra, serve

__all__ = ["need_extra", "serve"]
