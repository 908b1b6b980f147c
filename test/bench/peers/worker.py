"""PyTorch as one of the live processes of a benchmark: JSON lines in, JSON lines out."""

import json
import resource
import struct
import sys
import time
import traceback

import torch
from torch.nn import functional as F

import mivit
import models

TYPES = {"F32": torch.float32, "I32": torch.int32}


def read(path):
    """A safetensors file, without the package."""
    with open(path, "rb") as file:
        body = file.read()
    (size,) = struct.unpack("<Q", body[:8])
    header = json.loads(body[8 : 8 + size])
    out = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + at for at in entry["data_offsets"])
        flat = torch.frombuffer(bytearray(body[begin:end]), dtype=TYPES[entry["dtype"]])
        out[name] = flat.reshape(entry["shape"])
    return out


def classify(model, given):
    return F.cross_entropy(model(given["x"]), given["y"])


def resnet(config):
    block = models.BasicBlock
    return models.ResNet(block, config["layers"], config["widths"], config["classes"], config["stem"], config["shortcut"])


class Segmenter(torch.nn.Module):
    """The exchange module, all branches at full size, and a classifier of pixels."""

    def __init__(self, widths, blocks, classes):
        super().__init__()
        self.exchange = models.HrModule(widths, blocks)
        self.head = torch.nn.Conv2d(sum(widths), classes, 1)

    def forward(self, xs):
        ys = self.exchange(xs)
        size = ys[0].shape[2:]
        up = [F.interpolate(y, size=size, mode="bilinear", align_corners=False) for y in ys[1:]]
        return self.head(torch.cat([ys[0], *up], 1))


def scores(model, given):
    """EL2N: how far the softmax is from the label, averaged."""
    error = torch.softmax(model(given["x"]), 1) - F.one_hot(given["y"], 10)
    return torch.linalg.vector_norm(error, dim=1).mean()


# name -> (model of the config, scalar of model and inputs)
CASES = {
    "vit": (
        lambda c: models.Vit(c["size"], c["patch"], c["dim"], c["depth"], c["heads"], c["hidden"], c["classes"], token=False),
        classify,
    ),
    "unet": (
        lambda c: models.Unet(c["channels"], c["width"], c["mult"], c["resBlocks"], c["attention"], c["heads"]),
        lambda model, g: F.mse_loss(model(g["x"], g["t"]), g["noise"]),
    ),
    "resnet18": (resnet, classify),
    "resnet20": (resnet, classify),
    "vgg19": (lambda c: models.Vgg(models.VGG[19], c["classes"]), classify),
    "hrnet": (
        lambda c: Segmenter(c["widths"], c["blocks"], c["classes"]),
        lambda model, g: F.cross_entropy(model([g["x0"], g["x1"], g["x2"]]), g["y"]),
    ),
    "hyperspectral": (
        lambda c: models.HyperspectralAutoencoder(c["bands"], c["widths"], c["slope"]),
        lambda model, g: F.mse_loss(model(g["x"]), g["x"]),
    ),
    "mivit": (mivit.Mivit, lambda model, g: model(g)),
    "separable": (lambda c: models.SeparableNet(c["channels"], c["out"], c["classes"]), classify),
    "scores": (resnet, scores),
    "matmul-1024": (None, lambda _, g: (g["a"] @ g["b"]).mean()),
    "matmul-2048": (None, lambda _, g: (g["a"] @ g["b"]).mean()),
    "conv": (lambda c: models.conv(c["channels"], c["channels"], 3), lambda model, g: model(g["x"]).mean()),
}


class Runner:
    def __init__(self, name, file, config, channels_last):
        self.channels_last = channels_last
        make, self.value = CASES[name]
        tensors = read(file)
        self.model = make(config) if make else None
        rule = config.get("optimizer")
        if self.model is not None:
            state = {k.removeprefix("model/"): v for k, v in tensors.items() if k.startswith("model/")}
            missing, unexpected = self.model.load_state_dict(state, strict=False)
            missing = [key for key in missing if not key.endswith("num_batches_tracked")]
            if missing or unexpected:
                raise ValueError(f"weights do not fit: missing {missing}, unexpected {unexpected}")
            self.model.train(rule is not None)
            if channels_last:
                self.model = self.model.to(memory_format=torch.channels_last)
        self.given = {k.removeprefix("input/"): self.laid(v) for k, v in tensors.items() if k.startswith("input/")}
        self.optimizer = None
        if rule:
            parameters = self.model.parameters()
            if rule["kind"] == "adam":
                self.optimizer = torch.optim.Adam(parameters, rule["lr"], weight_decay=rule.get("weightDecay", 0))
            else:
                self.optimizer = torch.optim.SGD(parameters, rule["lr"], momentum=rule.get("momentum", 0))

    def laid(self, x):
        if x.dtype == torch.int32:
            return x.long()
        if x.dim() != 4:
            return x.clone()
        x = x.permute(0, 3, 1, 2)
        return x.contiguous(memory_format=torch.channels_last if self.channels_last else torch.contiguous_format)

    def step(self):
        if self.optimizer is None:
            with torch.inference_mode():
                return self.value(self.model, self.given).item()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.value(self.model, self.given)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def answer(question, runner):
    command = question["cmd"]
    if command == "load":
        runner = Runner(question["case"], question["file"], question["config"], question["channelsLast"])
        return {"version": torch.__version__, "threads": torch.get_num_threads()}, runner
    if command == "losses":
        return {"losses": [runner.step() for _ in range(question["count"])]}, runner
    if command == "slot":
        runner.step()
        ms = []
        for _ in range(question["calls"]):
            begin = time.perf_counter()
            runner.step()
            ms.append((time.perf_counter() - begin) * 1000)
        return {"ms": ms, "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}, runner
    raise ValueError(f"unknown command {command}")


def main():
    runner = None
    for line in sys.stdin:
        try:
            reply, runner = answer(json.loads(line), runner)
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)


main()
