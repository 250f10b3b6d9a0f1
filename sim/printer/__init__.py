"""An ESC/POS receipt printer in software, told only through a TCP port."""

from sim.printer.paper import Receipt
from sim.printer.printer import Printer

__all__ = ["Printer", "Receipt"]
