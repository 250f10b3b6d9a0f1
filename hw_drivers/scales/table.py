"""The makes there are, by name."""

from __future__ import annotations

from hw_drivers.errors import DeviceMisnamed
from hw_drivers.scales.filizola import FILIZOLA
from hw_drivers.scales.protocol import Protocol
from hw_drivers.scales.toledo import P03, PRT1
from hw_drivers.scales.urano import URANO

PROTOCOLS = {protocol.name: protocol for protocol in (PRT1, P03, FILIZOLA, URANO)}


def protocol_named(name: str) -> Protocol:
    """Raises ``DeviceMisnamed`` telling which names there are."""
    try:
        return PROTOCOLS[name]
    except KeyError:
        known = ", ".join(PROTOCOLS)
        raise DeviceMisnamed("device.unknown_scale", protocol=name, known=known) from None
