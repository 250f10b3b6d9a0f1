"""How long the uplink waits for what, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """``first_retry`` … ``longest_retry`` bound the waits between attempts to connect.

    ``refused_retry``: after the broker said that this box may not come in, or that another box
    uses its name. Trying often would only fill the broker's log.
    ``stall``: no acknowledgement for so long means events were lost on the way; they are sent
    again, at first after ``stall``, later less often, at most every ``longest_retry``.
    ``puback``: the broker's answer to one message; without it the connection is taken for dead.
    ``will_delay``: how long the broker waits before it says that the box is lost, so that a short
    cut stays silent. ``session``: how long it keeps what arrives meanwhile; longer than the will's.
    """

    first_retry: float = 0.5
    longest_retry: float = 300.0
    settled: float = 10.0
    refused_retry: float = 900.0
    stall: float = 20.0
    puback: float = 20.0
    connect: float = 10.0
    keepalive: int = 30
    will_delay: int = 30
    session: int = 3600
    goodbye: float = 3.0
