"""The technician's question: would the broker let this box in?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge import config
from edge.errors import ConfigProblem, Unavailable
from edge.uplink.reach import reach
from edge.uplink.uplink import Link

if TYPE_CHECKING:
    from tests.uplink.conftest import Shop


def settings(shop: Shop, **other: Path) -> config.Uplink:
    files = {
        "ca_file": shop.pki.mqtt_ca,
        "cert_file": shop.pki.box_cert,
        "key_file": shop.pki.box_key,
    }
    return config.Uplink(host=shop.broker.host, port=shop.broker.port, **(files | other))


async def test_a_broker_that_takes_the_certificate_is_reached(shop: Shop) -> None:
    await reach(settings(shop))


async def test_asking_does_not_put_out_the_daemon(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.link(uplink, Link.CONNECTED)
        since = (await uplink.state()).since
        await reach(settings(shop))
        await shop.happen("a")
        await shop.drained(uplink)
        assert (await uplink.state()).since == since


async def test_a_certificate_the_broker_does_not_take_is_told(shop: Shop) -> None:
    with pytest.raises(Unavailable, match=r"uplink\.tls_failed"):
        await reach(settings(shop, cert_file=shop.pki.company_chain, key_file=shop.pki.company_key))


async def test_a_broker_of_another_authority_is_told(shop: Shop) -> None:
    with pytest.raises(Unavailable, match=r"uplink\.broker_untrusted"):
        await reach(settings(shop, ca_file=shop.pki.sefaz_ca))


async def test_a_broker_that_is_down_is_told(shop: Shop) -> None:
    shop.broker.set_fault("down")
    await shop.broker.settled()
    with pytest.raises(Unavailable, match=r"uplink\.unreachable"):
        await reach(settings(shop))


async def test_a_missing_file_is_told(shop: Shop) -> None:
    with pytest.raises(ConfigProblem, match=r"uplink\.bad_certificate"):
        await reach(settings(shop, ca_file=Path("/nowhere/ca.pem")))
