"""A headless Chromium, Chrome or Edge of this machine, driven with the standard library alone.

Why it is safe to show it pages that strangers wrote:
- It is a process with a profile of its own in a folder that goes with it: it has none of the user's
  cookies, passwords or extensions, and nothing that a page stores outlives the picture.
- Its one way out is a proxy of ours that connects to public addresses only (_ONE_WAY_OUT): a page cannot
  reach this machine or its network, whatever it asks for.
- It is steered through a pipe that only this process holds, or, where there is none (Windows), through
  a port on loopback that the browser chooses itself, at an address that it tells nobody else.
- Everything has one deadline, after which the browser is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen.sandbox import words
from batchgen.sandbox.render.web import wires

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)

_SWITCHED_OFF = (
    "MediaRouter,DialMediaRouteProvider,WebTransport,DnsOverHttps,AsyncDns,NetworkTimeServiceQuerying"
)
_BYPASS_NOTHING = "<-loopback>"
"""This machine's own names and addresses go through the proxy too; browsers leave them out by themselves."""

_ONE_WAY_OUT = (
    # what the browser asks its maker by itself (updates, the time) goes to a proxy that is not there;
    # the page has a context of its own, whose proxy is ours (Browser._attach)
    "--proxy-server=http://127.0.0.1:1",
    f"--proxy-bypass-list={_BYPASS_NOTHING}",
    # the proxy resolves names; whatever the browser would look up or connect to by itself is not found
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # WebRTC: no datagrams, TCP through the proxy; two names of one switch, by the browser's age
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    # casting looks for screens in the local network; the browser asks its maker for the time by itself
    f"--disable-features={_SWITCHED_OFF}",
)
"""What leaves the browser no way but the proxy; tested way by way in tests/sandbox/test_ways_out.py."""


class BrowserError(Exception):
    """The browser could not do what it was asked; the text says why."""


class CommandError(BrowserError):
    """The browser answered a command with an error."""


def find(setting: str = "") -> str:
    """Return the browser's program: the setting, else the first one installed, else ""."""
    if setting:
        return "" if setting == "none" else setting
    on_path = next((found for name in _NAMES if (found := shutil.which(name))), "")
    return on_path or next((place for place in _PLACES if Path(place).exists()), "")


class Browser:
    """One browser process with one page. A context manager: nothing of it is left behind.

    `proxy` is the URL of the proxy of its page. `deadline` is in monotonic seconds. `status` is what the
    server of the page answered, 0 before it does.
    """

    def __init__(self, program: str, deadline: float, proxy: str, *, pipe: bool = os.name != "nt") -> None:
        self._deadline, self._proxy = deadline, proxy
        self._folder = tempfile.TemporaryDirectory(prefix="batchgen-browser-", ignore_cleanup_errors=True)
        self._count = 0
        self._session = ""
        self._frame = ""
        self.status = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: wires.Wire | None = None
        try:
            self._wire = self._start(program, pipe=pipe)
            self._attach()
        except (OSError, BrowserError) as error:
            self._kill()
            self.close()
            raise BrowserError(words.browser_not_started(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, method: str, **params: object) -> Mapping[str, object]:
        """Send a command and return its result. Raise BrowserError with the browser's words."""
        number = self._send(method, params)
        while True:
            message = self._receive()
            if message.get("id") == number:
                return _result(message)
            self._notice(message)

    def run(self, expression: str) -> object:
        """Evaluate JavaScript in the page and return its value."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        result = answer.get("result")
        return result.get("value") if isinstance(result, dict) else None

    def wait(self, seconds: float) -> None:
        """Let the page work for so long."""
        end = min(time.monotonic() + seconds, self._deadline)
        while time.monotonic() < end:
            with contextlib.suppress(CommandError):  # a page that is just being left evaluates nothing
                self.run("0")
            time.sleep(0.03)

    def close(self) -> None:
        """End the browser and remove its profile."""
        if self._wire is not None:
            with contextlib.suppress(OSError):
                self._session = ""
                self._send("Browser.close", {})
            with contextlib.suppress(OSError):
                self._wire.close()
            self._wire = None
        if self._process is not None:
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self._kill()
                self._process.wait()
            self._process = None
        self._folder.cleanup()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _start(self, program: str, *, pipe: bool) -> wires.Wire:
        command = [program, *_FLAGS, *_ONE_WAY_OUT]
        command.append(f"--user-data-dir={self._folder.name}")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run its own sandbox as root
        if not pipe:
            self._process = _popen([*command, "--remote-debugging-port=0", "about:blank"])
            return wires.WebSocket.of_profile(Path(self._folder.name), self._deadline)
        command += ["--remote-debugging-pipe", "about:blank"]
        commands, mine = os.pipe()
        answers, theirs = os.pipe()
        try:
            self._process = _popen_with_pipe(command, commands, theirs)
        except OSError:
            os.close(mine)
            os.close(answers)
            raise
        finally:
            os.close(commands)
            os.close(theirs)
        return wires.Pipe(answers, mine)

    def _attach(self) -> None:
        self.call("Browser.setDownloadBehavior", behavior="deny")
        context = self.call(
            "Target.createBrowserContext", proxyServer=self._proxy, proxyBypassList=_BYPASS_NOTHING
        )["browserContextId"]
        self.call("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        answer = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session, self._frame = str(answer["sessionId"]), str(target)
        self.call("Page.enable")
        self.call("Network.enable")

    def _send(self, method: str, params: Mapping[str, object]) -> int:
        assert self._wire is not None
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._wire.send(json.dumps(message).encode())
        return self._count

    def _receive(self) -> Mapping[str, object]:
        assert self._wire is not None
        try:
            found = json.loads(self._wire.receive(self._deadline))
        except OSError as error:
            raise BrowserError(str(error)) from error
        return found if isinstance(found, dict) else {}

    def _notice(self, message: Mapping[str, object]) -> None:
        """Note what the page's server answered; close a dialog that it opens, which waits for somebody."""
        if message.get("method") == "Page.javascriptDialogOpening":
            self._send("Page.handleJavaScriptDialog", {"accept": False})
        params = message.get("params")
        if message.get("method") != "Network.responseReceived" or not isinstance(params, dict):
            return
        # the frame of a page has the id of its target
        if params.get("type") == "Document" and params.get("frameId") == self._frame:
            self.status = int(params["response"]["status"])


def _result(message: Mapping[str, object]) -> Mapping[str, object]:
    error, result = message.get("error"), message.get("result")
    if isinstance(error, dict):
        raise CommandError(str(error.get("message", "unknown error")))
    return result if isinstance(result, dict) else {}


def _popen(command: list[str]) -> subprocess.Popen[bytes]:
    # a browser of this machine, or of the user's setting; the address is given later, not on this line
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _popen_with_pipe(command: list[str], commands: int, answers: int) -> subprocess.Popen[bytes]:
    """Start a browser that reads descriptor 3 and writes descriptor 4."""
    import fcntl

    def place() -> None:
        high = fcntl.fcntl(commands, fcntl.F_DUPFD, 10), fcntl.fcntl(answers, fcntl.F_DUPFD, 10)
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    # the other threads of a worker wait, for the end of the server and at the proxy's port: they hold no lock
    return subprocess.Popen(  # noqa: S603
        command,
        preexec_fn=place,  # noqa: PLW1509
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
