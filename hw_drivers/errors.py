"""What can go wrong with a device: a dotted code and parameters, never a sentence."""

from __future__ import annotations


class DeviceError(Exception):
    """``code`` names what happened (``device.refused``); ``params`` say where."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"

    @property
    def reason(self) -> str:
        """The last word of the code: what a state or an outcome carries (``refused``)."""
        return self.code.rpartition(".")[2]


class DeviceMisnamed(DeviceError):
    """The configuration names no address or model that we know. Trying again cannot help."""


class DeviceAbsent(DeviceError):
    """There is nothing to talk to: no such node, no route, connection refused."""


class DeviceBusy(DeviceError):
    """Another program holds the device."""


class DeviceGone(DeviceError):
    """It went away, or was closed, in the middle of a conversation."""
