"""The states a device can be in, the same for every kind of device."""

from __future__ import annotations

from enum import StrEnum


class DeviceState(StrEnum):
    """``attention`` needs a person; ``unknown`` does not tell, which is not the same as broken."""

    ABSENT = "absent"
    READY = "ready"
    ATTENTION = "attention"
    UNKNOWN = "unknown"
