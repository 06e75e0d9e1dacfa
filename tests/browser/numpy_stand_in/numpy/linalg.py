"""A part of the stand-in for NumPy: nothing is here, all can be named."""

from numpy import __getattr__

__all__ = ["__getattr__"]
