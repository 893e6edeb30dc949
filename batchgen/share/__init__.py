"""Sharing: a ready video on the user's own web space: its page, its pictures, and how both are taken back.

Plain files in one folder (`page_folder`), which any web space can show. Nothing here sends a mail, and
nothing in `plan` or `run` knows of it.
"""

from batchgen.share.page_folder import FILM, GIF, INDEX, LOGO, MAIL, PICTURE, address, folder_of
from batchgen.share.page_maker import Made, Maker
from batchgen.share.page_order import Order
from batchgen.share.page_order import read as read_pages

__all__ = [
    "FILM",
    "GIF",
    "INDEX",
    "LOGO",
    "MAIL",
    "PICTURE",
    "Made",
    "Maker",
    "Order",
    "address",
    "folder_of",
    "read_pages",
]
