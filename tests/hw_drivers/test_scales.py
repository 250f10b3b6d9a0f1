"""What the frames of each make of scale mean, however they are cut up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers import registry
from hw_drivers.errors import DeviceMisnamed
from hw_drivers.scales.protocol import FrameFinder, Protocol
from hw_drivers.scales.reading import NEGATIVE, OVERLOAD, UNSTABLE, Reading, ReadingState
from hw_drivers.scales.table import PROTOCOLS

PRT1, P03 = PROTOCOLS["toledo-prt1"], PROTOCOLS["toledo-p03"]
FILIZOLA, URANO = PROTOCOLS["filizola"], PROTOCOLS["urano"]


def found(protocol: Protocol, data: bytes) -> list[Reading]:
    return FrameFinder(protocol).feed(data)


def kg(text: str) -> Reading:
    return Reading.stable(Decimal(text))


@pytest.mark.parametrize(
    ("protocol", "data", "reading"),
    [
        (PRT1, b"\x0201234\x03", kg("1.234")),
        (PRT1, b"\x02030500\x03", kg("30.500")),
        (PRT1, b"\x02IIIII\x03", UNSTABLE),
        (PRT1, b"\x02NNNNN\x03", NEGATIVE),
        (PRT1, b"\x02SSSSS\x03", OVERLOAD),
        (PRT1, b"\x02C0000\x03", Reading(state=ReadingState.UNSTABLE, reason="zero_capture")),
        (PRT1, b"\x02E0000\x03", Reading(state=ReadingState.NO_REPLY, reason="calibration")),
        (FILIZOLA, b"\x0201234\x03", kg("1.234")),
        (FILIZOLA, b"\x0201234\r", kg("1.234")),
        (URANO, b"PESO: 5,10kg\r\n", kg("5.10")),
        (URANO, b"\x1bE\x01PESO L: 0,345kg\r\n", kg("0.345")),
        (URANO, b"  0,345kg\r", kg("0.345")),
        (URANO, b"TARA: 0,020kg\r\nPESO L: 0,325kg\r\n", kg("0.325")),
        (URANO, b"PESO L: -0,020kg\r\n", NEGATIVE),
    ],
)
def test_a_frame_means_what_the_manual_says(
    protocol: Protocol, data: bytes, reading: Reading
) -> None:
    assert found(protocol, data) == [reading]


# The first two are the worked examples of the devices' reference, section 4.2.
@pytest.mark.parametrize(
    ("frame", "reading"),
    [
        ("02 35 30 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 22", kg("1.234")),
        ("02 35 38 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 1a", UNSTABLE),
        ("02 35 32 20 30 30 30 30 32 30 30 30 30 30 30 30 0d 28", NEGATIVE),
        ("02 35 34 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 1e", OVERLOAD),
        ("02 34 30 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 23", kg("12.34")),
    ],
)
def test_p03_takes_decimals_and_state_from_its_status_words(frame: str, reading: Reading) -> None:
    assert found(P03, bytes.fromhex(frame)) == [reading]


@pytest.mark.parametrize(
    "frame",
    [
        "02 35 30 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 23",  # check sum
        "02 35 20 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 32",  # pounds
        "02 37 30 20 30 30 31 32 33 34 30 30 30 30 30 30 0d 20",  # no such number of decimals
    ],
)
def test_a_p03_frame_that_cannot_be_trusted_is_none(frame: str) -> None:
    assert found(P03, bytes.fromhex(frame)) == []


@pytest.mark.parametrize(
    "data",
    [b"\x02012\x03", b"\x0201234", b"01234\x03", b"\x02IINII\x03", b"\x020\x0201234", b"\x03\x02"],
)
def test_half_a_frame_is_no_reading(data: bytes) -> None:
    assert found(PRT1, data) == []


def test_a_frame_that_was_broken_off_does_not_swallow_the_next() -> None:
    assert found(PRT1, b"\x02012\x0204321\x03") == [kg("4.321")]


FRAMES = {
    "toledo-prt1": b"\x0201234\x03",
    "toledo-p03": bytes.fromhex("02 35 30 20 303031323334 303030303030 0d 22"),
    "filizola": b"\x0201234\x03",
    "urano": b"PESO L: 1,234kg\r\n",
}


@given(
    st.sampled_from(sorted(FRAMES)), st.lists(st.integers(1, 40), max_size=20), st.integers(1, 4)
)
def test_readings_do_not_depend_on_how_the_bytes_are_cut(
    make: str, cuts: list[int], times: int
) -> None:
    data, finder, readings = FRAMES[make] * times, FrameFinder(PROTOCOLS[make]), []
    for cut in [*cuts, len(data)]:
        readings += finder.feed(data[:cut])
        data = data[cut:]
    assert readings == [kg("1.234")] * times


@given(st.sampled_from(sorted(PROTOCOLS)), st.binary(max_size=300))
def test_no_garbage_breaks_a_codec_nor_stops_it(make: str, garbage: bytes) -> None:
    finder = FrameFinder(PROTOCOLS[make])
    finder.feed(garbage)
    finder.feed(b"\r\n")
    assert kg("1.234") in finder.feed(FRAMES[make] * 2)


@pytest.mark.parametrize(
    ("weight", "per_kg", "price"),
    [("0.345", "10.00", "3.45"), ("1.235", "7.90", "9.76"), ("0.005", "1.00", "0.01")],
)
def test_a_price_is_rounded_half_up_to_the_cent(weight: str, per_kg: str, price: str) -> None:
    assert kg(weight).price(Decimal(per_kg)) == Decimal(price)


@pytest.mark.parametrize("reading", [UNSTABLE, OVERLOAD, NEGATIVE, kg("0.000")])
def test_nothing_but_a_weight_above_zero_has_a_price(reading: Reading) -> None:
    with pytest.raises(ValueError, match="nothing to sell"):
        reading.price(Decimal("10.00"))


def test_a_reading_cannot_be_made_with_a_weight_that_is_not_at_rest() -> None:
    with pytest.raises(ValueError, match="no other"):
        Reading(state=ReadingState.UNSTABLE, weight=Decimal(1))


def test_an_unknown_make_is_refused_with_the_known_ones() -> None:
    assert registry.scale("serial:///dev/ttyUSB0", "filizola").protocol is FILIZOLA
    with pytest.raises(DeviceMisnamed) as caught:
        registry.scale("serial:///dev/ttyUSB0", "kitchen")
    assert "toledo-prt1" in str(caught.value.params["known"])
