"""TCP, as network printers speak it on port 9100: raw bytes both ways, one client at a time."""

from __future__ import annotations

import asyncio

from hw_drivers.errors import DeviceAbsent, DeviceGone

_LINGER = 1.0  # seconds bytes on their way have to leave when we close


async def open_tcp(host: str, port: int, *, url: str, patience: float) -> TcpTransport:
    """Raises ``DeviceAbsent``; ``device.refused``: the machine is there, its port is not."""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(host, port)
    except ConnectionRefusedError:
        raise DeviceAbsent("device.refused", url=url) from None
    except (OSError, TimeoutError) as error:
        why = str(error) or "no answer"
        raise DeviceAbsent("device.unreachable", url=url, why=why) from None
    return TcpTransport(reader, writer, url=url)


class TcpTransport:
    """Made by ``open_tcp``."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, url: str
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._url = url
        self._closed = False
        # drain() then waits until the kernel has everything, so that a stall is seen at once.
        writer.transport.set_write_buffer_limits(high=0)

    async def read(self, size: int = 4096) -> bytes:
        try:
            data = await self._reader.read(size)
        except OSError as error:
            raise DeviceGone("device.gone", url=self._url, why=str(error)) from None
        if not data:
            raise DeviceGone("device.gone", url=self._url)
        return data

    async def write(self, data: bytes) -> None:
        if self._closed:
            raise DeviceGone("device.gone", url=self._url)
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise DeviceGone("device.gone", url=self._url, why=str(error)) from None

    def port_status(self) -> int | None:
        return None

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        try:
            async with asyncio.timeout(_LINGER):
                await self._writer.wait_closed()
        except OSError:  # TimeoutError is one too: either way nothing is left to wait for
            return
        finally:
            self._writer.transport.abort()  # nothing after a clean close; frees a stalled one
