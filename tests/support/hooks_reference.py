# SPDX-License-Identifier: MIT
"""The Python program that Leafscope's extraction is measured against: forward hooks that copy, rows into HDF5.

    /usr/bin/python3 hooks_reference.py MODEL IMAGES THREADS BATCH OUT.h5

makes the torchvision network MODEL with random weights, saves it scripted beside OUT.h5 as MODEL.pt, and answers each
line on standard input with the wall and processor seconds of one extraction (rows written with h5py).
"""
import pathlib
import sys
import time

import h5py
import numpy
import torch
import torchvision


class Extraction:
    def __init__(self, model, images, batch, out):
        self.model, self.images, self.batch, self.out = model, images, batch, out
        self.names = {module: name for name, module in model.named_modules() if name}
        self.calls = {}
        self.seen = {}
        for module in self.names:
            module.register_forward_hook(self.hook)

    def hook(self, module, _, result):
        name = self.names[module]
        self.calls[name] = self.calls.get(name, 0) + 1
        label = name + (f"#{self.calls[name]}" if self.calls[name] > 1 else "")
        tensor = result[0] if isinstance(result, tuple) else result
        self.seen[label] = tensor.detach().clone()

    def run(self):
        start = time.perf_counter(), time.process_time()
        file = h5py.File(self.out, "w")
        arrays = {}
        with torch.no_grad():
            for first in range(0, len(self.images), self.batch):
                x = torch.from_numpy(self.images[first:first + self.batch]).float() / 255
                self.calls.clear()
                self.seen.clear()
                self.model(x)
                self.seen["input"] = x
                for name, tensor in self.seen.items():
                    rows = tensor.reshape(len(x), -1).numpy()
                    if name not in arrays:
                        arrays[name] = file.create_dataset(
                            f"embeddings/{name}", (len(self.images), rows.shape[1]), "float32")
                    arrays[name][first:first + len(x)] = rows
        file.close()
        return time.perf_counter() - start[0], time.process_time() - start[1]


def main():
    name, count, threads, batch, out = sys.argv[1:6]
    torch.manual_seed(1)
    torch.set_num_threads(int(threads))
    model = getattr(torchvision.models, name)(weights=None).eval()
    torch.jit.script(model).save(str(pathlib.Path(out).with_name(name + ".pt")))
    images = numpy.random.default_rng(1).integers(0, 256, (int(count), 3, 224, 224), dtype=numpy.uint8)
    extraction = Extraction(model, images, int(batch), out)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(*extraction.run(), flush=True)


if __name__ == "__main__":
    main()
