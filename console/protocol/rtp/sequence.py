"""16-bit sequence numbers that wrap (RFC 3550 section 5.1)."""

MODULUS = 1 << 16


def after(sequence: int, steps: int = 1) -> int:
    """The number `steps` further."""
    return (sequence + steps) % MODULUS


def distance(start: int, end: int) -> int:
    """How far `end` lies behind `start`, from -32768 to 32767: the shorter way round."""
    return (end - start + MODULUS // 2) % MODULUS - MODULUS // 2
