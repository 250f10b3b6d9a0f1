"""The dialects there are; ``Profile.dialect`` names one of them."""

from __future__ import annotations

from hw_drivers.printers.dialects.bema import BEMA
from hw_drivers.printers.dialects.daruma import DARUMA
from hw_drivers.printers.dialects.escpos import ESCPOS
from hw_drivers.printers.dialects.vox import VOX

DIALECTS = {dialect.name: dialect for dialect in (ESCPOS, BEMA, DARUMA, VOX)}
