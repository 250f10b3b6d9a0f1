"""The languages a simulated printer can be told to speak."""

from __future__ import annotations

from sim.printer.bema import BEMA
from sim.printer.daruma import DARUMA
from sim.printer.epson import EPSON
from sim.printer.vox import VOX

MODES = {dialect.name: dialect for dialect in (EPSON, BEMA, DARUMA, VOX)}
