"""The web services, by name."""

from __future__ import annotations

from sim.sefaz.services import authorisation, consult, status
from sim.sefaz.services.visit import Service

SERVICES: dict[str, Service] = {
    service.name: service for service in (authorisation.SERVICE, consult.SERVICE, status.SERVICE)
}
