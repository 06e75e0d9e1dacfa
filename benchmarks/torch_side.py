"""PyTorch's side of the comparison, on one thread. A script for `python -m benchmarks`.

It runs in any Python that has PyTorch; `helpers` need not be installed there. The argument says
how images lie in memory: "eager" leaves PyTorch's default (channels first), "channels_last" asks
for the order that oneDNN often likes better.
"""

import itertools
import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from networks import NETWORKS
from side import PRODUCT, Job, serve
from torch import nn

LAYERS = {
    "conv": lambda filters, size: [nn.LazyConv2d(filters, size), nn.ReLU()],
    "pool": lambda size: [nn.MaxPool2d(size)],
    "flatten": lambda: [nn.Flatten()],
    "dense": lambda units: [nn.LazyLinear(units), nn.ReLU()],
    "dropout": lambda rate: [nn.Dropout(rate)],
    "output": lambda classes: [nn.LazyLinear(classes)],  # the loss contains the softmax
}


@cache
def load(path: str, memory_format: torch.memory_format) -> tuple[torch.Tensor, torch.Tensor]:
    """Images (N, 1, 28, 28) and labels (N,)."""
    with np.load(path, allow_pickle=False) as data:
        x = torch.from_numpy(data["images"][:, None].astype(np.float32) / 255)
        y = torch.from_numpy(data["labels"].astype(np.int64))
    return x.to(memory_format=memory_format), y


def prepare(job: Job, memory_format: torch.memory_format) -> Callable[[], object]:
    torch.manual_seed(0)
    x, y = load(job.data, memory_format)
    layers = [
        layer for kind, *args in NETWORKS[job.network].layers for layer in LAYERS[kind](*args)
    ]
    model = nn.Sequential(*layers)
    model(x[: job.batch])  # builds the lazy layers
    model = model.to(memory_format=memory_format)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    starts = range(0, len(x) - job.batch + 1, job.batch)
    batches = itertools.cycle([slice(start, start + job.batch) for start in starts])

    def train() -> object:
        part = next(batches)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(x[part]), y[part])
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def predict() -> object:
        part = next(batches)
        return torch.softmax(model(x[part]), dim=1)

    model.train(job.task == "train")
    return {"train": train, "predict": predict}[job.task]


def facts() -> dict:
    return {"torch": torch.__version__, "threads": torch.get_num_threads()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    chosen = {"eager": torch.contiguous_format, "channels_last": torch.channels_last}[sys.argv[1]]
    square = torch.rand(PRODUCT, PRODUCT)
    serve(lambda job: prepare(job, chosen), facts, lambda: square @ square)
