"""A part of the stand-in for NumPy."""

from numpy.lib import stride_tricks

__all__ = ["stride_tricks"]
