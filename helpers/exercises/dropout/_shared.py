"""What several exercises of chapter 6 need."""

import numpy as np

from helpers.checking import Complaint
from helpers.checking.chance import close, likely_share


def judge_drop(factors: np.ndarray, rate: float, called: str) -> Complaint | None:
    """Factors that should be 0 with probability `rate`, else 1 / (1 - rate), each for itself."""
    factors = factors.astype(float)
    kept = factors[factors != 0]
    if not np.isfinite(kept).all():
        return Complaint(f"{called}There are NaN or infinite numbers in the result.")
    if rate > 0 and kept.size == factors.size:
        return Complaint(f"{called}Nothing is dropped.")
    swapped = likely_share(kept.size, factors.size, rate) and rate != 0.5
    if kept.size and not close(kept, 1 / (1 - rate)):
        if close(kept, 1):
            seen = f"{called}  expected 0 and {1 / (1 - rate):.4g}\n  returned 0 and 1"
            return Complaint(seen, "no-rescaling")
        if swapped and close(kept, 1 / rate):
            return Complaint(called.rstrip(), "swaps-keep-and-drop")
        return Complaint(f"{called}  expected 0 and {1 / (1 - rate):.4g}, and nothing else")
    if rate > 0 and factors.ndim > 1:
        rows = factors.reshape(len(factors), -1)
        if (rows == rows[:1]).all():
            return Complaint(called.rstrip(), "same-mask-for-every-row")
        if (rows == rows[:, :1]).all():
            return Complaint(f"{called}Whole rows are dropped together: draw for each number.")
    if not likely_share(kept.size, factors.size, 1 - rate):
        slug = "swaps-keep-and-drop" if swapped else None
        text = f"{called}  about {100 * rate:.0f} % should be 0"
        return Complaint(text, slug)
    return None
