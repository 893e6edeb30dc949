"""Downloads: the finished videos of a campaign in a folder, whole, well named, fetched once."""

from batchgen.download.collect import KINDS, Collector, Got, Order, existing, orders
from batchgen.download.naming import DEFAULT, NameTemplate

__all__ = ["DEFAULT", "KINDS", "Collector", "Got", "NameTemplate", "Order", "existing", "orders"]
