# SPDX-License-Identifier: MIT
"""The network of Grementieri and Fioresi's MNIST experiments, untrained, as TorchScript, and what its Jacobian costs in
PyTorch from Python with one thread: a loop over the outputs, and PyTorch's own vectorised way. Prints milliseconds.
usage: paper_network.py MODEL.pt"""
import sys
import time

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        x = torch.flatten(torch.max_pool2d(x, 2), 1)
        return self.fc2(torch.relu(self.fc1(x)))


def loop(network, x):
    x = x.clone().requires_grad_(True)
    out = network(x)
    return torch.stack([torch.autograd.grad(out[0, c], x, retain_graph=True)[0] for c in range(out.shape[1])])


def median_milliseconds(work):
    work()
    times = []
    for _ in range(31):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)[15]


torch.manual_seed(0)
torch.set_num_threads(1)
network = Network().eval()
torch.jit.script(network).save(sys.argv[1])
for parameter in network.parameters():
    parameter.requires_grad_(False)
x = torch.rand(1, 1, 28, 28)
print("loop", median_milliseconds(lambda: loop(network, x)))
print("vectorized", median_milliseconds(
    lambda: torch.autograd.functional.jacobian(network, x, vectorize=True)))
