"""Where a request comes from, as far as that can be believed."""

import ipaddress

from django.conf import settings

IPV6_PREFIX = 48  # what a provider gives to one customer


def client_address(request):
    """Return the client's IP address as text.

    X-Forwarded-For is a wish of whoever writes it. Only the last TRUSTED_PROXY_COUNT entries come from proxies of ours:
    the client is the one that the outermost of them saw. With a count of 0 the header is ignored.
    """
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")] if hops else []
    if hops and len(forwarded) >= hops:
        try:
            return str(ipaddress.ip_address(forwarded[-hops]))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR", "")


def client_network(request):
    """Return what counts as one office: an IPv4 address, or an IPv6 network of /48."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
