"""Where a request comes from: what a proxy says of it counts only when the proxy is one of ours (TRUSTED_PROXIES)."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[\d.]+):\d+")
ONE_HOUSEHOLD = 64  # bits of an IPv6 address that a line is given; whoever has it chooses the rest


def client_address(request: HttpRequest) -> str:
    """Return the address that limits count by: the last one before our own proxies, of IPv6 its /64.

    Empty when the server does not know it, as over a socket of this machine.
    """
    named = [request.META.get("REMOTE_ADDR", "")]
    if is_trusted(_read(named[0])):
        named = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), *named]
    address = None
    for text in reversed(named):
        hop = _read(text)
        if hop is None:
            break  # what stands before an unreadable one was said by nobody we trust
        address = hop
        if not is_trusted(hop):
            break
    return _counted(address) if address else ""


def is_trusted(address: Address | None) -> bool:
    """Whether a proxy of ours has this address."""
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def _read(text: str) -> Address | None:
    """The address, however a proxy writes it: with a port, or IPv4 within IPv6."""
    found = WITH_PORT.fullmatch(text.strip())
    try:
        address = ip_address((found["six"] or found["four"]) if found else text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _counted(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), ONE_HOUSEHOLD), strict=False).network_address)


class TrustedProxyMiddleware:
    """Before anything reads them, what was forwarded by anybody but our own proxies goes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_trusted(_read(request.META.get("REMOTE_ADDR", ""))):
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)
