"""Downloads: the finished videos of a campaign in a folder, whole, well named, fetched once."""

from batchgen.download.collect import KINDS, Collector, Got, Order, existing, orders
from batchgen.download.file_check import seconds
from batchgen.download.file_names import DEFAULT, NameTemplate
from batchgen.download.folder import (
    file_column,
    file_of,
    folder_of,
    ready_jobs,
    remember,
    shown_path,
    template_of,
    video_of,
)
from batchgen.download.link_opener import Reach
from batchgen.download.picture_sources import Seen, collected

__all__ = [
    "DEFAULT",
    "KINDS",
    "Collector",
    "Got",
    "NameTemplate",
    "Order",
    "Reach",
    "Seen",
    "collected",
    "existing",
    "file_column",
    "file_of",
    "folder_of",
    "orders",
    "ready_jobs",
    "remember",
    "seconds",
    "shown_path",
    "template_of",
    "video_of",
]
