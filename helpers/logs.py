"""What training and evaluation tell: the loss and the metrics, by name."""

from typing import Any

Logs = dict[str, float]


class RunningMeans:
    """Means over the examples seen so far; each batch weighs by its size."""

    def __init__(self) -> None:
        self.totals: Logs = {}
        self.count = 0

    def add(self, logs: Logs, size: int) -> None:
        self.count += size
        for name, value in logs.items():
            self.totals[name] = self.totals.get(name, 0.0) + value * size

    def logs(self) -> Logs:
        return {name: total / self.count for name, total in self.totals.items()}


def as_results(logs: Logs, return_dict: bool) -> Any:
    """Loss and metrics as a dict, or as a list; the loss alone where there is nothing else."""
    if return_dict:
        return logs
    values = list(logs.values())
    return values if len(values) > 1 else values[0]
