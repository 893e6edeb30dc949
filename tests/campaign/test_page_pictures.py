"""Pictures of web pages: taken only where anybody could look, and with words for what is in the way."""

import pytest

from batchgen import errors
from batchgen.campaign import page_pictures
from batchgen.sandbox.render.web import browser

needs_browser = pytest.mark.skipif(not browser.find(), reason="no Chromium, Chrome or Edge is installed")


@needs_browser
@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://192.168.1.4/", "http://[::1]/"])
def test_a_page_of_the_local_network_is_not_asked_for(url):
    with pytest.raises(errors.UsageError, match="cannot be reached from outside your network"):
        page_pictures.first_screen(url)


@needs_browser
@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd"])
def test_what_is_no_web_page_has_no_picture(url):
    with pytest.raises(errors.UsageError):
        page_pictures.first_screen(url)
