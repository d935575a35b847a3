# SPDX-License-Identifier: MIT
"""What PyTorch's own forward hooks see: the reference for recorded activations."""
from collections import Counter

import h5py
import numpy
import torch


def first_tensor(value):
    """The tensor a module's result stands for, as core/model/taps.hpp defines it."""
    if isinstance(value, torch.Tensor):
        return value
    if isinstance(value, (tuple, list)):
        return next((v for v in value if isinstance(v, torch.Tensor)), None)
    return None


def rows_per_sample(tensor, batch):
    """One row per sample, or None if the tensor does not grow with the batch."""
    if not tensor.is_floating_point() or tensor.dim() == 0:
        return None
    if tensor.size(0) == batch or (tensor.dim() < 2 or tensor.size(1) != batch) and tensor.size(0) % batch == 0:
        return tensor.reshape(batch, -1)
    if tensor.dim() > 1 and tensor.size(1) == batch:
        return tensor.movedim(1, 0).reshape(batch, -1)
    return None


def record(model, x):
    """Runs the model; returns its output and (name, type, rows) of every call, copied when the hook ran."""
    names = {module: name for name, module in model.named_modules() if name}
    calls = Counter()
    seen = []

    def hook(module, _, result):
        name = names[module]
        calls[name] += 1
        tensor = first_tensor(result)
        if tensor is None:
            return
        rows = rows_per_sample(tensor.detach().clone(), x.size(0))
        if rows is not None:
            label = "input#module" if name == "input" else name
            label += f"#{calls[name]}" if calls[name] > 1 else ""
            seen.append((label, type(module).__name__, rows.numpy()))

    handles = [module.register_forward_hook(hook) for module in names]
    with torch.no_grad():
        output = model(x.clone())
    for handle in handles:
        handle.remove()
    return output, seen


def save_reference(path, model, x, plain):
    """Writes input, plain output of the saved network and every hooked activation."""
    output, seen = record(model, x)
    with h5py.File(path, "w") as file:
        file["input"] = x.reshape(x.size(0), -1).numpy()
        file["output"] = first_tensor(plain).detach().reshape(x.size(0), -1).numpy()
        file.attrs["shape"] = str(list(x.shape[1:]))
        for i, (name, kind, rows) in enumerate(seen):
            file[f"layers/{i:04d}"] = numpy.ascontiguousarray(rows)
            file[f"layers/{i:04d}"].attrs["name"] = name
            file[f"layers/{i:04d}"].attrs["type"] = kind
    difference = (first_tensor(output) - first_tensor(plain)).abs().max().item()
    assert difference <= 1e-4 * first_tensor(output).abs().max().item(), f"{path}: {difference}"
