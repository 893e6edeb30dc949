"""A person without a mouse: goes through a page by Tab alone, and looks where the focus is at every step."""

from __future__ import annotations

from typing import Any

MOST = 250
"""Presses of Tab from anywhere to anywhere on the largest page that a test shows."""
_FOCUS = """() => {
  const face = each => {
    const s = getComputedStyle(each);
    const outline = [s.outlineStyle, s.outlineWidth, s.outlineColor, s.outlineOffset];
    return [...outline, s.boxShadow, s.borderColor, s.backgroundColor].join(" ");
  };
  const here = document.activeElement, was = window.focusWas, faults = [];
  const wrong = (words, each = here) => faults.push(`${words}: ${each.outerHTML.slice(0, 120)}`);
  if (was && was.element !== here && was.element.isConnected && was.face === face(was.element))
    wrong("looks the same without the focus", was.element);
  if (here === document.body) { window.focusWas = null; return faults; }
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong("has no outline");
  if (!box.width || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight)
    wrong("is out of sight");
  const sides = [box.left - reach, box.top - reach, -box.right - reach, -box.bottom - reach];
  let whole = [true, true, true, true];
  for (let each = here.parentElement; each !== document.body; each = each.parentElement) {
    const frame = each.getBoundingClientRect(), within = [frame.left, frame.top, -frame.right, -frame.bottom];
    if (getComputedStyle(each).overflow !== "visible")
      whole = whole.map((so_far, n) => so_far && sides[n] >= within[n] - 1);
  }
  if (whole.filter(Boolean).length < 2) wrong("its outline is cut off");
  window.focusWas = { element: here, face: face(here) };
  return faults;
}"""


class Keyboard:
    """The keys of a page; every step checks that the focus can be seen."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def step(self, key: str = "Tab") -> None:
        """Press Tab, or another key that moves the focus. Raises AssertionError where it cannot be seen."""
        self._look()
        self.page.keyboard.press(key)
        self._look()

    def _look(self) -> None:
        faults = self.page.evaluate(_FOCUS)
        assert not faults, faults

    def to(self, target: Any, key: str = "Tab") -> None:
        """Go to an element. Raises AssertionError if Tab never comes there, as in a trap."""
        target.wait_for()
        self.page.wait_for_load_state()  # the style sheet is there
        for _ in range(MOST):
            if self.is_on(target):
                return
            self.step(key)
        raise AssertionError(f"Tab never comes to {target}")

    def press(self, target: Any, key: str = "Enter") -> None:
        """Go to an element and press it."""
        self.to(target)
        self.page.keyboard.press(key)

    def write(self, target: Any, words: str) -> None:
        """Go to a field and write into it, in place of what it holds."""
        self.to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    @staticmethod
    def is_on(target: Any) -> bool:
        """Return whether an element has the focus."""
        return bool(target.evaluate("each => each === document.activeElement"))

    def round(self, key: str = "Tab") -> set[str]:
        """Go once round the page, and return what was passed. Raises AssertionError in a trap."""
        first = self.page.locator(".skip")
        self.to(first, key)
        passed: set[str] = set()
        for _ in range(MOST):
            self.step(key)
            if self.is_on(first):
                return {each for each in passed if not each.startswith("<body")}
            passed.add(str(self.page.evaluate("() => document.activeElement.cloneNode().outerHTML")))
        raise AssertionError("Tab never comes round")
