# SPDX-License-Identifier: MIT
"""Makes the small files by which the readers are tested against the programs that people use.

Run with Debian's python3 (python3-numpy, python3-torch, python3-h5py): python3 make_reader_fixtures.py
"""
import os

import h5py
import numpy
import torch

here = os.path.dirname(os.path.abspath(__file__))


def at(name):
    return os.path.join(here, name)


table = numpy.arange(12).reshape(3, 4) * 1.5 - 4
numpy.save(at("numpy_float32.npy"), table.astype("<f4"))
numpy.save(at("numpy_fortran_big_endian.npy"), numpy.asfortranarray(table.astype(">f8")))
numpy.save(at("numpy_cube_fortran_int16.npy"), numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4).astype("<i2")))
numpy.save(at("numpy_object.npy"), numpy.array([[1, 2], [3]], dtype=object), allow_pickle=True)
numpy.save(at("numpy_float16.npy"), numpy.array([[0.5, -2, 65504, 2.0**-24, -0.0, 1 / 3]], dtype="<f2"))
with open(at("numpy_version_3.npy"), "wb") as out:
    numpy.lib.format.write_array(out, numpy.array([[True, False], [False, True]]), version=(3, 0))
numpy.savez(at("numpy_two_arrays.npz"), first=table, second=table)

numpy.savez_compressed(
    at("numpy_labelled.npz"),
    x_train=numpy.arange(24, dtype="u1").reshape(6, 2, 2),
    y_train=numpy.array([0, 1, 2, 0, 1, 2]),
    x_test=numpy.arange(8, dtype="u1").reshape(2, 2, 2),
    y_test=numpy.array([2, 1]),
    notes=numpy.array([{"by": "hand"}, None], dtype=object),
)
numpy.savez(
    at("numpy_layers.npz"),
    conv10=numpy.arange(20, dtype="<f4").reshape(5, 2, 2),
    fc=numpy.arange(15, dtype="<f8").reshape(5, 3),
    labels=numpy.array([0, 1, 0, 1, 1], dtype="i4"),
)

with h5py.File(at("h5py_tree.h5"), "w") as out:
    for part, n in (("train", 4), ("test", 2)):
        out[part + "/images"] = (numpy.arange(n * 12).reshape(n, 3, 2, 2) / 8).astype("<f2")
        out[part + "/targets"] = numpy.arange(n) % 2
    for epoch in (0, 2, 10):
        for layer in ("conv2", "conv10"):
            out[f"epochs/{epoch}/{layer}"] = numpy.full((4, 3), epoch, dtype="<f4")
    out["labels"] = numpy.array([3, 2, 1, 0], dtype="i8")

for kind in ("csr", "dense"):
    with h5py.File(at(f"anndata_{kind}.h5ad"), "w") as out:
        out.attrs["encoding-type"] = "anndata"
        counts = numpy.array([[0, 2, 0], [1, 0, 0], [0, 0, 0], [0, 3, 4]], dtype="<f4")
        if kind == "dense":
            out["X"] = counts
        else:
            out["X/data"] = counts[counts > 0]
            out["X/indices"] = numpy.nonzero(counts)[1].astype("i4")
            out["X/indptr"] = numpy.array([0, 1, 2, 2, 4], dtype="i4")
            out["X"].attrs["encoding-type"] = "csr_matrix"
            out["X"].attrs["shape"] = counts.shape
        out["var/_index"] = numpy.array(["g1", "g2", "g3"], dtype=object)
        out["var"].attrs["_index"] = "_index"
        for column, names in (("batch", ["1", "2"]), ("cell_type", ["B cell", "T cell"])):
            out[f"obs/{column}/codes"] = numpy.array([1, 0, 0, 1], dtype="i1")
            out[f"obs/{column}/categories"] = numpy.array(names, dtype=object)
        out["obsm/X_pca"] = numpy.arange(8, dtype="<f4").reshape(4, 2)

with h5py.File(at("h5py_samples.h5"), "w") as out:
    out["samples"] = table.astype("<f4")
    out["labels"] = numpy.array([0, 2, 1], dtype="u1")
    out.attrs["class_names"] = '["zero", "one", "two"]'

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU()).eval()
torch.jit.trace(model, torch.zeros(1, 2)).save(at("torch_script.pt"))
torch.save(model.state_dict(), at("torch_state_dict.pt"))
torch.save(model.state_dict(), at("torch_legacy.pt"), _use_new_zipfile_serialization=False)
torch.onnx.export(model, torch.zeros(1, 2), at("torch_export.onnx"))
