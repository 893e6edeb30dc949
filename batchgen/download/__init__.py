"""Downloads: the finished videos of a campaign in a folder, whole, well named, fetched once."""

from batchgen.download.checkup import seconds
from batchgen.download.collect import KINDS, Collector, Got, Order, existing, orders
from batchgen.download.naming import DEFAULT, NameTemplate
from batchgen.download.place import attach, folder_of, ready_jobs, remember, shown_path, template_of, video_of
from batchgen.download.reach import Reach

__all__ = [
    "DEFAULT",
    "KINDS",
    "Collector",
    "Got",
    "NameTemplate",
    "Order",
    "Reach",
    "attach",
    "existing",
    "folder_of",
    "orders",
    "ready_jobs",
    "remember",
    "seconds",
    "shown_path",
    "template_of",
    "video_of",
]
