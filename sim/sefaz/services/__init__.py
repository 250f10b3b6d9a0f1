"""The web services, by name."""

from __future__ import annotations

from sim.sefaz.services import authorisation, consult, events, status, voiding
from sim.sefaz.services.visit import Service

SERVICES: dict[str, Service] = {
    module.SERVICE.name: module.SERVICE
    for module in (authorisation, consult, events, status, voiding)
}
