"""What a user agent checks in a request before it looks at what is wanted (RFC 3261 section 8.2)."""

from typing import NamedTuple

from console.protocol.sip.headers import SipError, SipUri, parse_integer, split
from console.protocol.sip.message import Request


class Refusal(NamedTuple):
    """How to answer a request that cannot be served."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()


def inspect(request: Request) -> Refusal | None:
    """Why the request cannot be served whatever its method; None when it can."""
    try:
        return _check_consistency(request) or _check_address(request) or _check_demands(request)
    except SipError as error:
        return Refusal(error.status, str(error))


def _check_consistency(request: Request) -> Refusal | None:
    if request.cseq.method != request.method:
        return Refusal(400, f"CSeq of {request.cseq.method} in {request.method}")
    return None


def _check_address(request: Request) -> Refusal | None:
    if SipUri.parse(request.uri).scheme not in ("sip", "sips"):
        return Refusal(416, "unknown URI scheme")
    # OPTIONS is answered whatever its count, for traceroutes end here (section 11).
    hops = request.headers.get("max-forwards")
    if hops and parse_integer(hops, 2**31) == 0 and request.method != "OPTIONS":
        return Refusal(483, "no hops left")
    return None


def _check_demands(request: Request) -> Refusal | None:
    if request.method == "CANCEL":
        return None
    options = [option for line in request.headers.all("require") for option in split(line, ",") if option]
    if options:
        return Refusal(420, f"extension {options[0]!r} required", (("Unsupported", ", ".join(options)),))
    return None
