"""Addresses: the one rule which numeric addresses a link of somebody else may lead to."""

from __future__ import annotations

import dataclasses
import ipaddress
from urllib import parse

from batchgen.net import words

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL = ipaddress.ip_network("2000::/3")
"""The only IPv6 addresses that are given out for the internet (RFC 4291 2.4, IANA)."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052 2.1)."""
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface id whose lower half is an IPv4 address (RFC 5214 6.1)."""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments: RFC 6890
        "192.88.99.0/24",  # relays from 6to4, gone: RFC 7526
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # Teredo, ORCHID, benchmarks: RFC 2928
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation: RFC 9637
    )
)
"""Networks that not every supported Python counts as private."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Where a link may lead: to public addresses only, unless more is allowed.

    `allow_private`: addresses of the local network and of this machine too; `allow_loopback`: this machine
    only. `use_proxy`: where the environment names a proxy, it is used, and names are its to resolve.
    """

    allow_private: bool = False
    allow_loopback: bool = False
    use_proxy: bool = False

    def allows(self, address: str) -> bool:
        """Return whether this numeric address may be connected to."""
        ip = _plain(address)
        if ip.is_loopback:
            return self.allow_private or self.allow_loopback
        if ip.is_unspecified or ip.is_multicast:
            return False
        return self.allow_private or is_public(address)


PUBLIC = Rule()


def is_public(address: str) -> bool:
    """Return whether a numeric address belongs to the internet, whatever way it is written.

    An IPv6 address that carries an IPv4 address is as public as that one.
    """
    ip = _plain(address)
    if ip.is_multicast or not ip.is_global or any(ip in network for network in _NOT_PUBLIC):
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return True
    if (inner := _carried(ip)) is not None and not is_public(str(inner)):
        return False
    return ip in _GLOBAL or ip in _NAT64


def is_loopback(address: str) -> bool:
    """Return whether a numeric address is this machine's own; False for a name."""
    return is_numeric(address) and _plain(address).is_loopback


def is_numeric(host: str) -> bool:
    """Return whether a host is a numeric address, not a name."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def spelled_oddly(host: str) -> str | None:
    """Return the IPv4 address that systems read from 2130706433, 0x7f.1 or 0177.0.0.1; None for a name.

    Source: inet_aton(3), which getaddrinfo and browsers follow.
    """
    parts = host.removesuffix(".").split(".")
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *high, low = numbers
    if len(numbers) > 4 or any(number > 255 for number in high) or low >= 256 ** (5 - len(numbers)):
        return None
    return str(ipaddress.IPv4Address(sum(n << 24 - 8 * i for i, n in enumerate(high)) + low))


def _number(text: str) -> int:
    """Read a C number: hexadecimal, octal or decimal; raise ValueError."""
    if not text.isascii() or not text.isalnum():
        raise ValueError(text)
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8 if text[0] == "0" else 10)


def _plain(address: str) -> Address:
    """Read a numeric address; an IPv4 address that is only written as IPv6 is that IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return ip


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that packets to this address end at, if it names one."""
    low = int(ip) & 0xFFFFFFFF
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(int(ip) >> 80 & 0xFFFFFFFF)
    if ip in _NAT64 or (int(ip) >> 32 & 0xFFFFFFFF) in _ISATAP:
        return ipaddress.IPv4Address(low)
    return None


_LONGEST_HOST = 1_000
"""Characters of a host with a user and a password; a host alone has at most 253 (RFC 1035)."""


def address(url: str) -> parse.SplitResult:
    """Return the parts of a web address. Raises ValueError if it is none; so is one with an endless host.

    The standard library brings a host into a normal form first, whatever its length.
    """
    host = url.partition("://")[2]
    ends = [place for sign in "/?#" if (place := host.find(sign)) >= 0]
    if min(ends, default=len(host)) > _LONGEST_HOST:
        raise ValueError(words.LONG_HOST)
    return parse.urlsplit(url)
