# SPDX-License-Identifier: MIT
"""Makes the networks that the tests load, and what PyTorch's hooks see in them.

    /usr/bin/python3 make_models.py small|large FOLDER

Does nothing if the folder was already made by these scripts as they are now.
"""
import fractions
import hashlib
import json
import pathlib
import pickle
import struct
import sys
import zipfile

import h5py
import numpy
import torch
import torchvision

import model_reference
import small_models


def randomize(model, seed):
    """Random weights and statistics, so that no batch normalisation is the identity."""
    generator = torch.Generator().manual_seed(seed)
    for module in model.modules():
        if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.1, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.1, generator=generator)
    return model.eval()


def compile_network(model, how, x):
    with torch.no_grad():
        return torch.jit.script(model) if how == "script" else torch.jit.trace(model, x)


def compare(folder, name, model, how, x):
    compiled = compile_network(model, how, x.clone())
    compiled.save(str(folder / f"{name}.pt"))
    with torch.no_grad():
        plain = compiled(x.clone())
    plain = plain["out"] if isinstance(plain, dict) else plain
    if name == "odds":  # Leafscope takes the entry "out" of a dictionary for the output
        output = model.forward
        model.forward = lambda y: output(y)["out"]
    model_reference.save_reference(folder / f"{name}.h5", model, x, plain)


def make_small(folder):
    torch.manual_seed(1)
    for name, (network, shape, how) in small_models.COMPARED.items():
        compare(folder, name, randomize(network(), 2), how, torch.randn(shape))
    double = small_models.Nested().eval().double()
    x = torch.randn(3, 1, 8, 8).double()
    torch.jit.script(double.float()).save(str(folder / "nested_double.pt"))
    double.double()
    model_reference.save_reference(folder / "nested_double.h5", double, x, double(x.clone()))
    for name, network in small_models.OTHERS.items():
        torch.jit.script(network().eval()).save(str(folder / f"{name}.pt"))
    make_bad(folder)


def rewrite(source, target, change):
    """Copies a zip with every entry's bytes passed through change(name, bytes)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(entry, old.read(entry)))


def make_bad(folder):
    model = torch.nn.Linear(4, 2)
    torch.save(model.state_dict(), folder / "bad_state_dict.pt")
    torch.save(model, folder / "bad_pickled_module.pt")
    torch.save(model.state_dict(), folder / "bad_legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "model": model.state_dict(), "optimizer": torch.optim.Adam(model.parameters()).state_dict()},
               folder / "bad_checkpoint.pt")
    torch.save(torch.nn.Sequential(torch.nn.Conv2d(3, 8, 7), torch.nn.Flatten()).state_dict(), folder / "bad_images.pth")
    torch.save({"epoch": 3, "loss": 0.5}, folder / "bad_dictionary.pt")
    (folder / "bad_pickle.pkl").write_bytes(pickle.dumps({"weights": [1.0, 2.0], "names": ["a"]}))
    (folder / "bad_object.pkl").write_bytes(pickle.dumps(fractions.Fraction(1, 2)))
    torch.jit.script(model)._save_for_lite_interpreter(str(folder / "lite.ptl"))
    torch.jit.script(model)._save_for_lite_interpreter(str(folder / "bad_mobile.ptl"), _use_flatbuffer=True)
    safetensors = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "bad_weights.safetensors").write_bytes(struct.pack("<Q", len(safetensors)) + safetensors + bytes(4))
    with h5py.File(folder / "bad_keras.h5", "w") as keras:  # the names and attributes that Keras writes
        keras.attrs["keras_version"] = "2.11.0"
        keras["model_weights/dense/dense/kernel:0"] = numpy.zeros((4, 2), numpy.float32)
    for name, members in {"bad_export.pt2": ["archive_format", "models/model.json", "data/weights/weight_0"],
                          "bad_inductor.pt2": ["archive_format", "data/aotinductor/model/model.so"],
                          "bad_keras.keras": ["config.json", "metadata.json", "model.weights.h5"]}.items():
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member in members:
                archive.writestr(("m/" if name.endswith(".pt2") else "") + member, "x")
    with zipfile.ZipFile(folder / "bad_zip.pt", "w") as any_zip:
        any_zip.writestr("letter.txt", "dear reader")
    whole = (folder / "nested_scripted.pt").read_bytes()
    (folder / "bad_half.pt").write_bytes(whole[: len(whole) // 2])
    (folder / "bad_empty.pt").write_bytes(b"")
    (folder / "bad_text.pt").write_text("no model at all\n")
    rewrite(folder / "nested_scripted.pt", folder / "bad_operator.pt",
            lambda name, data: data.replace(b"torch.max_pool2d(", b"torch.scaled_dot_product_attention(")
            if name.endswith(".py") else data)
    rewrite(folder / "nested_scripted.pt", folder / "bad_class.pt",
            lambda name, data: data.replace(b"  def forward", b"  counter : __torch__.torch.classes.mine.Counter\n"
                                                              b"  def forward", 1)
            if name.endswith("small_models.py") else data)
    rewrite(folder / "nested_scripted.pt", folder / "bad_version.pt",
            lambda name, data: b"99\n" if name.endswith("/version") else data)


def make_large(folder):
    torch.manual_seed(3)
    x = torch.randn(2, 3, 224, 224)
    resnet = randomize(torchvision.models.resnet18(weights=None), 4)
    compare(folder, "resnet18_scripted", resnet, "script", x)
    compare(folder, "resnet18_traced", resnet, "trace", x)
    compare(folder, "vgg16_bn_scripted", randomize(torchvision.models.vgg16_bn(weights=None), 5), "script",
            torch.randn(2, 3, 64, 64))
    vit = randomize(torchvision.models.vit_b_16(weights=None), 6)
    torch.nn.init.normal_(vit.heads.head.weight, 0, 0.02)  # zeros by default: every output would agree
    compare(folder, "vit_b_16_scripted", vit, "script", x[:1])


def main():
    what, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    here = pathlib.Path(__file__).parent
    made_by = hashlib.sha256(b"".join((here / name).read_bytes() for name in
                                      ("make_models.py", "model_reference.py", "small_models.py"))).hexdigest()
    stamp = folder / "made_by"
    if stamp.exists() and stamp.read_text() == made_by:
        return
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    {"small": make_small, "large": make_large}[what](folder)
    stamp.write_text(made_by)


if __name__ == "__main__":
    main()
