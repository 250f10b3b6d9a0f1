"""Is there room to write? Without it nothing can be journaled, and so nothing sold."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from edge.health.check import OK, Finding, attention, failing

_MIB = 1024 * 1024


class DiskCheck:
    """Free space where ``folder`` lies, in MiB: little, and too little."""

    name: ClassVar = "disk"

    def __init__(self, folder: Path, *, little: int = 1024, too_little: int = 200) -> None:
        self._folder = folder
        self._little = little
        self._too_little = too_little

    async def run(self) -> Finding:
        disk = await asyncio.to_thread(os.statvfs, self._folder)
        if disk.f_flag & os.ST_RDONLY:
            return failing("health.disk_read_only", folder=str(self._folder))
        free = disk.f_bavail * disk.f_frsize // _MIB
        if free < self._too_little:
            return failing("health.disk_full", below_mib=self._too_little)
        if free < self._little:
            return attention("health.disk_low", below_mib=self._little)
        return OK
