"""The body below the head: neck, shoulders, clothes, and the arm that waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.sandbox.render.drawing import looks

ARM_BOX = (820, 160, 360, 560)
ELBOW = (1004, 694)

_SHOULDERS = (
    "M218 742 C222 690 238 640 290 616 C342 592 452 582 530 556 C560 546 578 540 590 528 L640 640 L690 528 "
    "C702 540 720 546 750 556 C828 582 938 592 990 616 C1042 640 1058 690 1062 742Z"
)


_ROUND_NECK = (
    "M218 742 C222 690 238 640 290 616 C342 592 452 582 530 556 C552 549 566 544 574 538 C596 600 684 600 706 538 "
    "C714 544 728 549 750 556 C828 582 938 592 990 616 C1042 640 1058 690 1062 742Z"
)


def body(look: looks.Look) -> str:
    """Return neck, shoulders and clothes. They do not move."""
    return _neck(look) + _DRAWN[look.clothes](look)


def _neck(look: looks.Look) -> str:
    outline = (
        "M578 430 H702 C694 470 692 506 702 530 C708 546 722 552 740 560 L640 664 L540 560 "
        "C558 552 572 546 578 530 C588 506 586 470 578 430Z"
    )
    return f"""<clipPath id="throat"><path d="{outline}"/></clipPath><path d="{outline}" fill="url(#neck)"/>
<g clip-path="url(#throat)"><path d="M570 450 C594 522 686 526 710 450 L710 528 C684 556 596 556 570 528Z"
 fill="{look.skin_shade}" opacity=".8" filter="url(#fine)"/></g>
<path d="M600 560 C614 586 626 596 636 604 M680 560 C666 586 654 596 644 604" stroke="{look.skin_shade}"
 stroke-width="3" fill="none" opacity=".5" stroke-linecap="round"/>"""


def _folds(look: looks.Look) -> str:
    return f"""<g stroke="{look.cloth_dark}" fill="none" stroke-linecap="round" stroke-width="5" opacity=".55">
<path d="M352 742 C346 706 352 676 372 650"/><path d="M928 742 C934 706 928 676 908 650"/>
<path d="M452 742 C440 712 438 690 446 664" opacity=".6"/><path d="M828 742 C840 712 842 690 834 664" opacity=".6"/></g>
<path d="M268 662 C284 630 340 612 420 600" stroke="#fff" stroke-opacity=".13" stroke-width="9" fill="none"
 stroke-linecap="round"/>"""


def _blazer(look: looks.Look) -> str:
    return f"""<path d="{_SHOULDERS}" fill="url(#cloth)"/>{_folds(look)}
<path d="M582 538 L556 566 L612 742 H668 L724 566 L698 538 L640 640Z" fill="{look.shirt}"/>
<path d="M640 640 L632 742 H648Z" fill="#000" opacity=".10"/>
<path d="M584 530 L540 560 L560 616 L532 634 L606 744 H634Z" fill="{look.cloth_dark}"/>
<path d="M696 530 L740 560 L720 616 L748 634 L674 744 H646Z" fill="{look.cloth_dark}"/>
<path d="M584 530 L640 636 L602 652 L566 562Z" fill="#fff"/><path d="M696 530 L640 636 L678 652 L714 562Z" fill="#fff"/>
<path d="M602 652 L640 636 L678 652" stroke="#000" stroke-opacity=".14" stroke-width="3" fill="none"/>"""


def _jacket(look: looks.Look) -> str:
    return f"""<path d="{_SHOULDERS}" fill="url(#cloth)"/>{_folds(look)}
<path d="M580 536 L548 570 L606 744 H674 L732 570 L700 536 L640 622Z" fill="{look.shirt}"/>
<path d="M626 634 H654 L650 744 H630Z" fill="#000" opacity=".06"/>
<circle cx="640" cy="664" r="5" fill="#b9c0c8"/><circle cx="640" cy="708" r="5" fill="#b9c0c8"/>
<path d="M582 532 L534 566 L548 632 L596 744 H618 L580 620Z" fill="{look.cloth_dark}"/>
<path d="M698 532 L746 566 L732 632 L684 744 H662 L700 620Z" fill="{look.cloth_dark}"/>
<path d="M582 530 L640 620 L598 648 L562 566Z" fill="#f7f9fb"/><path d="M698 530 L640 620 L682 648 L718 566Z" fill="#f7f9fb"/>
<path d="M598 648 L640 620 L682 648" stroke="#000" stroke-opacity=".16" stroke-width="3" fill="none"/>"""


def _cardigan(look: looks.Look) -> str:
    return f"""<path d="{_ROUND_NECK}" fill="url(#cloth)"/>{_folds(look)}
<path d="M574 538 C588 590 692 590 706 538 L736 560 C730 640 712 700 700 744 H580 C568 700 550 640 544 560Z"
 fill="{look.shirt}"/>
<path d="M572 540 C590 604 690 604 708 540" stroke="#000" stroke-opacity=".14" stroke-width="6" fill="none"/>
<path d="M574 534 L540 560 C548 640 566 700 578 744 H604 C586 690 566 620 566 560Z" fill="{look.cloth_dark}"/>
<path d="M706 534 L740 560 C732 640 714 700 702 744 H676 C694 690 714 620 714 560Z" fill="{look.cloth_dark}"/>
<g fill="#efe1c6">{"".join(f'<circle cx="{x}" cy="{y}" r="5"/>' for x, y in ((572, 650), (584, 700)))}</g>
<g fill="#f6f1e7" stroke="#cfc4b2" stroke-width="1.5">{
        "".join(
            f'<circle cx="{640 + dx}" cy="{596 - (dx / 62) ** 2 * 34:.0f}" r="7"/>'
            for dx in range(-56, 57, 16)
        )
    }</g>"""


def _sweater(look: looks.Look) -> str:
    ribs = "".join(
        f'<path d="M{x} {548 + (1 - ((x - 640) / 70) ** 2) * 44:.0f} l{(x - 640) / 9:.0f} 24" />'
        for x in range(580, 701, 10)
    )
    return f"""<path d="{_ROUND_NECK}" fill="url(#cloth)"/>{_folds(look)}
<path d="M574 532 C590 592 690 592 706 532 L724 546 C706 628 574 628 556 546Z" fill="{look.cloth_light}"/>
<g stroke="{look.cloth_dark}" stroke-width="2.5" opacity=".6">{ribs}</g>
<path d="M556 548 C576 630 704 630 724 548" stroke="{look.cloth_dark}" stroke-width="4" fill="none" opacity=".7"/>
<path d="M577 534 C596 586 684 586 703 534" stroke="{look.shirt}" stroke-width="7" fill="none"/>"""


def _blouse(look: looks.Look) -> str:
    return f"""<path d="M218 742 C222 690 238 640 290 616 C342 592 452 582 530 556 C546 551 558 547 566 542
 C572 600 620 652 640 660 C660 652 708 600 714 542 C722 547 734 551 750 556 C828 582 938 592 990 616
 C1042 640 1058 690 1062 742Z" fill="url(#cloth)"/>{_folds(look)}
<path d="M566 542 C572 600 620 652 640 660 C660 652 708 600 714 542" stroke="{look.cloth_dark}" stroke-width="6"
 fill="none" opacity=".8"/>
<path d="M640 660 C634 690 632 716 634 744 M600 632 C580 670 566 704 562 744 M680 632 C700 670 714 704 718 744"
 stroke="{look.cloth_dark}" stroke-width="4" fill="none" opacity=".5"/>
<path d="M596 560 C606 606 626 628 640 634 C654 628 674 606 684 560" stroke="{look.earrings or "#e2b04a"}"
 stroke-width="3" fill="none"/><circle cx="640" cy="638" r="7" fill="{look.earrings or "#e2b04a"}"/>"""


_DRAWN = {
    "blazer": _blazer,
    "jacket": _jacket,
    "cardigan": _cardigan,
    "sweater": _sweater,
    "blouse": _blouse,
}


def arm(look: looks.Look, angle: float, lowered: float) -> str:
    """Return the waving arm: `angle` in degrees at the elbow, `lowered` how many pixels below its place."""
    x, y = ELBOW
    cuff = look.shirt if look.clothes in {"blazer", "jacket"} else look.cloth_dark
    fingers = "".join(
        f'<rect x="{left}" y="{top}" width="17" height="{length}" rx="8.5" fill="url(#hand)" '
        f'transform="rotate({turn} {left + 8} 372)"/>'
        for left, top, length, turn in (
            (967, 296, 84, -11),
            (984, 280, 98, -3),
            (1002, 284, 94, 4),
            (1020, 304, 72, 13),
        )
    )
    return f"""<g transform="translate(0 {lowered:.1f})"><g transform="rotate({angle:.2f} {x} {y})">
<path d="M952 716 C946 630 960 548 970 480 H1036 C1048 548 1062 630 1056 716 C1044 748 964 748 952 716Z"
 fill="url(#cloth)"/><path d="M966 690 C964 620 972 560 982 500" stroke="#fff" stroke-opacity=".12" stroke-width="8"
 fill="none" stroke-linecap="round"/>
<path d="M976 470 C974 440 966 414 966 386 C966 362 980 354 1002 354 C1026 354 1040 362 1038 388
 C1038 416 1032 440 1030 470Z" fill="url(#hand)"/>{fingers}
<rect x="1026" y="368" width="17" height="64" rx="8.5" fill="url(#hand)" transform="rotate(46 1034 420)"/>
<path d="M982 392 q22 -10 42 4 M980 412 q18 -4 30 14" stroke="{look.skin_shade}" stroke-width="2.5" fill="none"
 opacity=".6" stroke-linecap="round"/>
<rect x="966" y="462" width="74" height="24" rx="9" fill="{cuff}"/></g></g>"""
