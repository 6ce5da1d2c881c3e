"""Reading bits (ITU-T H.264 sections 7.2 and 9.1)."""

_ZEROS_LIMIT = 32


class BitReader:
    """Bits of a buffer from the front. Reading past the end gives zeros; `is_exhausted` tells."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data)
        self._left = 8 * len(data)
        self.is_exhausted = False

    def read(self, count: int) -> int:
        """An unsigned number of `count` bits."""
        self._left -= count
        if self._left < 0:
            self.is_exhausted = True
            return 0
        return self._value >> self._left & ((1 << count) - 1)

    def skip(self, count: int) -> None:
        self.read(count)

    def exponential(self) -> int:
        """An unsigned Exp-Golomb number, ue(v)."""
        zeros = 0
        while not self.read(1):
            zeros += 1
            if self.is_exhausted or zeros > _ZEROS_LIMIT:
                self.is_exhausted = True
                return 0
        return (1 << zeros) - 1 + self.read(zeros)

    def signed(self) -> int:
        """A signed Exp-Golomb number, se(v)."""
        code = self.exponential()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def without_emulation(unit: bytes) -> bytes:
    """A NAL unit's bytes as they were before 03 was put between zeros (ITU-T H.264 section 7.4.1)."""
    return unit.replace(b"\x00\x00\x03", b"\x00\x00")
