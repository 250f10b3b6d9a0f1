"""The one way to reach a device: an address in, a transport out.

``tcp://192.168.0.50:9100``
``serial:///dev/ttyUSB0?baud=9600&parity=N&bits=8&stop=1&flow=none``
``usblp:///dev/usb/lp0``
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from hw_drivers.errors import DeviceMisnamed
from hw_drivers.transports.line import LineSettings
from hw_drivers.transports.serial import open_serial
from hw_drivers.transports.tcp import open_tcp
from hw_drivers.transports.transport import Transport
from hw_drivers.transports.usblp import open_usblp


async def open_transport(url: str, *, patience: float = 3.0) -> Transport:
    """Connects within ``patience`` seconds.

    Raises ``DeviceMisnamed``, ``DeviceAbsent`` or ``DeviceBusy``; each names the ``url``.
    """
    parts = _split(url)
    match parts.scheme:
        case "tcp":
            if not (parts.hostname and parts.port):
                raise DeviceMisnamed("device.bad_url", url=url, why="host:port")
            return await open_tcp(parts.hostname, parts.port, url=url, patience=patience)
        case "serial":
            if parts.netloc or not parts.path.startswith("/"):
                raise DeviceMisnamed("device.bad_url", url=url, why="serial:///dev/...")
            settings = LineSettings.from_query(parts.query, url=url)
            return open_serial(parts.path, settings, url=url)
        case "usblp":
            if parts.netloc or parts.query or not parts.path.startswith("/"):
                raise DeviceMisnamed("device.bad_url", url=url, why="usblp:///dev/usb/lp0")
            return open_usblp(parts.path, url=url)
        case _:
            raise DeviceMisnamed("device.bad_url", url=url, why="tcp:// | serial:// | usblp://")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed late: raises here or nowhere
    except ValueError as error:
        raise DeviceMisnamed("device.bad_url", url=url, why=str(error)) from None
    return parts
