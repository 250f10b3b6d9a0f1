"""A counter scale in software, told only through a serial line."""

from sim.scale.scale import Scale

__all__ = ["Scale"]
