"""``edge check``: everything a sale needs, tried once, without the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial

from edge.appliance import sefaz_client
from edge.clock import SystemClock
from edge.config import Config
from edge.provisioning import probes
from edge.provisioning.self_test import Probe, Report, self_test
from edge.signer import Signer
from edge.uplink.reach import reach
from hw_drivers import registry

_SEFAZ_S = 10.0


async def run(config: Config) -> Report:
    """The report; raises nothing that a person could mend, that stands in it."""
    config.box.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = Signer.of(config, clock=SystemClock())
    async with AsyncExitStack() as stack:
        await signer.start()
        stack.push_async_callback(signer.close)
        return await self_test(tuple(_probes(config, signer)))


def _probes(config: Config, signer: Signer) -> Iterator[Probe]:
    clock = SystemClock()
    yield probes.configuration(config)
    yield probes.secrets(config)
    yield probes.certificate(signer, clock=clock)
    yield probes.signature(signer, clock=clock)
    for name, settings in config.printers.items():
        yield probes.printer(name, registry.printer(settings.url, settings.profile).status)
    yield probes.sefaz(partial(sefaz_client(config, signer).status, timeout=_SEFAZ_S))
    if config.uplink is not None:
        yield probes.cloud(partial(reach, config.uplink))
