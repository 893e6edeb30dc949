"""Result columns: what a run adds to the sheet, in order. `results/result_cells.py` fills them."""

LINKS = ("hosted_url", "download_url", "stream_url", "thumbnail_url", "gif_url")
"""The links of a video, by their names in the API, the state file and the sheet."""

NAMES = ("video_id", "status", *LINKS, "error")
"""Our columns after the sheet's own, in this order (design 6)."""

PAGE_LINKS = ("page_url", "picture_url", "mail_gif_url")
"""More columns of ours, once pages are published: a person's own page, and the pictures of it for mails."""
