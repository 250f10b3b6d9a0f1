"""What a driver sees of the wire."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """A pipe of bytes. One task reads, one task writes; both may be cancelled at any moment."""

    async def read(self, size: int = 4096) -> bytes:
        """One byte or more, as soon as they are there. Raises ``DeviceGone``."""

    async def write(self, data: bytes) -> None:
        """Returns when the kernel has all of ``data``, which says nothing about the device.

        Raises ``DeviceGone``.
        """

    def port_status(self) -> int | None:
        """What the port tells of a device that is not spoken to, None where it tells nothing.

        The bits of a printer port: 20h no paper, 10h selected, 08h no error.
        """

    async def close(self) -> None:
        """Lets bytes on their way leave, for a second at most, then drops them.

        A pending ``read`` or ``write`` ends with ``DeviceGone``. Closing twice is closing once.
        """
