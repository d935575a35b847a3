# SPDX-License-Identifier: MIT
"""The Python program that Leafscope's training is measured against: the default lenet, vgg and resnet in plain PyTorch.

    /usr/bin/python3 training_reference.py ARCH STEPS BATCH THREADS

writes the number of parameters, then answers each line on standard input with the wall and processor seconds of STEPS
steps of SGD with momentum.
"""
import sys
import time

import torch
from torch import nn


def conv(a, b, stride=1, side=3):
    return [nn.Conv2d(a, b, side, stride, side // 2, bias=False), nn.BatchNorm2d(b)]


class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.body = nn.Sequential(*conv(a, b, stride), nn.ReLU(), *conv(b, b))
        self.shortcut = nn.Sequential(*conv(a, b, stride, 1)) if a != b else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def network(arch):
    if arch == "lenet":
        return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
                             nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84),
                             nn.ReLU(), nn.Linear(84, 10))
    if arch == "vgg":
        blocks = [layer for a, b in ((1, 16), (16, 32), (32, 64))
                  for layer in (*conv(a, b), nn.ReLU(), *conv(b, b), nn.ReLU(), nn.MaxPool2d(2))]
        return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(64 * 9, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(*conv(1, 16), nn.ReLU(), Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def main():
    arch, steps, batch, threads = sys.argv[1], *map(int, sys.argv[2:5])
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    model = network(arch).train()
    optimizer = torch.optim.SGD(model.parameters(), 0.05, momentum=0.9, weight_decay=5e-4)
    x, y = torch.randn(batch, 1, 28, 28), torch.arange(batch) % 10
    print(sum(p.numel() for p in model.parameters()), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter(), time.process_time()
        for _ in range(steps):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        print(time.perf_counter() - start[0], time.process_time() - start[1], flush=True)


if __name__ == "__main__":
    main()
