"""Sharing: a ready video on the user's own web space: its page, its pictures, and how both are taken back.

Plain files in one folder (`page_folder`), which any web space can show. Nothing here sends a mail, and
nothing in `plan` or `run` knows of it.
"""
