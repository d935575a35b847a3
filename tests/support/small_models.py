# SPDX-License-Identifier: MIT
"""Small networks, each with one difficulty for recording: control flow, in-place operations, sharing, ..."""
from typing import Dict, List, Tuple

import torch
from torch import nn


class Residual(nn.Module):
    """In-place activations, one of them called twice, and an in-place sum."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 4, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.conv2(y)
        y += x
        return self.relu(y)


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True))
        self.body = nn.Sequential(Residual(), nn.Sequential(Residual(), nn.MaxPool2d(2)))
        self.head = nn.Linear(4 * 3 * 3, 5)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).flatten(1))


class InPlaceFirst(nn.Module):
    """Begins by writing into its own input."""

    def __init__(self):
        super().__init__()
        self.relu = nn.ReLU(inplace=True)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x -= 0.5
        return self.fc(self.relu(x))


class Branches(nn.Module):
    """Calls inside if and loop blocks; the loop's calls are numbered by execution."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 6)
        self.even = nn.Linear(6, 6)
        self.odd = nn.Linear(6, 6)
        self.act = nn.Tanh()
        self.steps = 5

    def forward(self, x):
        if x.size(1) > 3:
            x = self.first(x)
        else:
            x = x * 2
        for i in range(self.steps):
            if i % 2 == 0:
                x = self.act(self.even(x))
            else:
                x = self.act(self.odd(x))
        k = 0
        while k < x.size(1) // 3:
            x = self.act(x)
            k += 1
        return x


class DataDependent(nn.Module):
    """Zeros (the trial) take one way, larger data the other."""

    def __init__(self):
        super().__init__()
        self.quiet = nn.Linear(4, 4)
        self.loud = nn.Linear(4, 4)
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        if bool(x.abs().max() > 10):
            x = self.loud(x)
        else:
            x = self.quiet(x)
        return self.last(x)


class Tuples(nn.Module):
    """Modules that return tuples, nested or with None."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, 7, batch_first=True)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.widen = nn.Linear(7, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        y, _ = self.lstm(x)
        y = self.widen(y)
        z, _ = self.attention(y, y, y, need_weights=False)
        return self.head((y + z)[:, -1])


class Splitter(nn.Module):
    def forward(self, x) -> List[torch.Tensor]:
        return [x * 2, x + 1]


class Counter(nn.Module):
    """Its output is not a layer: a table that does not grow with the batch."""

    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.arange(20.0).reshape(5, 4))

    def forward(self, x) -> torch.Tensor:
        return self.table


class Odds(nn.Module):
    """List outputs, a module named "input", a dictionary as the network's result."""

    def __init__(self):
        super().__init__()
        self.input = nn.Linear(4, 4)
        self.split = Splitter()
        self.count = Counter()
        self.last = nn.Linear(4, 3)

    def forward(self, x) -> Dict[str, torch.Tensor]:
        parts = self.split(self.input(x))
        bias = self.count(x).sum() * 0.01
        return {"aux": parts[1], "out": self.last(parts[0] + bias)}


class SequenceFirst(nn.Module):
    """The batch is the second axis inside, and windows are folded into the first."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 4)
        self.windows = nn.Linear(8, 8)
        self.head = nn.Linear(24, 2)

    def forward(self, x):
        y = self.encoder(x.transpose(0, 1))
        y = y.transpose(0, 1)
        y = self.windows(y.reshape(-1, 8))
        return self.head(y.reshape(x.size(0), -1))


class Methods(nn.Module):
    """Calls through methods of the module itself and through a module list."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.table = nn.ModuleDict({"one": nn.ReLU(), "two": nn.Sigmoid()})

    def inner(self, x: torch.Tensor, again: bool) -> torch.Tensor:
        for layer in self.layers:
            x = layer(x)
        return self.inner_most(x) if again else x

    def inner_most(self, x: torch.Tensor) -> torch.Tensor:
        for _, module in self.table.items():
            x = module(x)
        return x

    def forward(self, x, again: bool = True):
        return self.inner(x, again)


class TwoInputs(nn.Module):
    def forward(self, x, y):
        return x + y


class Raises(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        if x.size(1) == 4:
            raise RuntimeError("this network refuses to work on Mondays")
        return self.fc(x)


class Scalar(nn.Module):
    def forward(self, x):
        return x.sum()


class SingleOnly(nn.Module):
    """Accepts a batch of one only."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        return self.fc(x.reshape(1, 6))


class SharedTwice(nn.Module):
    """One module under two names."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.b = self.a

    def forward(self, x):
        return self.b(self.a(x))


class Smooth(nn.Module):
    """For gradients: smooth, and with an in-place operation."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.act = nn.Tanh()
        self.fc2 = nn.Linear(8, 3)

    def forward(self, x):
        x -= 0.1
        y = self.fc1(x)
        y *= 1.5
        return self.fc2(self.act(y))


class Overwrites(nn.Module):
    """Cannot be differentiated: overwrites what the gradient of tanh needs."""

    def __init__(self):
        super().__init__()
        self.act = nn.Tanh()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        y = self.act(x)
        y *= 2
        return self.fc(y)


class NonFinite(nn.Module):
    """NaN where the first value is negative."""

    def __init__(self):
        super().__init__()
        self.root = nn.Identity()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.root(x[:, :1].sqrt() + x))


# name -> (network, batch shape, how it is saved)
COMPARED = {
    "nested_scripted": (Nested, (3, 1, 8, 8), "script"),
    "nested_traced": (Nested, (3, 1, 8, 8), "trace"),
    "in_place_first": (InPlaceFirst, (3, 6), "script"),
    "branches": (Branches, (3, 6), "script"),
    "tuples": (Tuples, (3, 4, 5), "script"),
    "odds": (Odds, (3, 4), "script"),
    "sequence_first": (SequenceFirst, (3, 6, 4), "script"),
    "methods": (Methods, (3, 4), "script"),
    "data_dependent": (DataDependent, (3, 4), "script"),
    "single_only": (SingleOnly, (1, 6), "script"),
    "smooth": (Smooth, (3, 6), "script"),
}
OTHERS = {
    "two_inputs": TwoInputs,
    "raises": Raises,
    "scalar": Scalar,
    "shared_twice": SharedTwice,
    "non_finite": NonFinite,
    "overwrites": Overwrites,
}
