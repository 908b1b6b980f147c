"""Makes the fixtures beside this file: weights, inputs and outputs of small networks in PyTorch.

    python test/nn/models/make_fixtures.py        (needs torch, numpy and safetensors)
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "bench" / "peers"))
import models  # noqa: E402


def nhwc(x):
    return x.permute(0, 2, 3, 1).contiguous() if x.dim() == 4 else x.contiguous()


def spread(model):
    """Weights, norms and running statistics that are all different from their first values."""
    for name, value in model.state_dict().items():
        if not value.dtype.is_floating_point:
            continue
        if name.endswith("running_var"):
            value.uniform_(0.5, 1.5)
        elif value.dim() <= 1:
            value.add_(torch.randn_like(value) * 0.1)
    return model


def write(name, model, inputs, run=lambda model, xs: model(*xs)):
    spread(model)
    tensors = {f"model/{k}": v.clone().contiguous() for k, v in model.state_dict().items()}
    for i, x in enumerate(inputs):
        tensors[f"input/{i}"] = nhwc(x)
    model.eval()
    with torch.no_grad():
        outputs = run(model, inputs)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for i, y in enumerate(outputs):
        tensors[f"eval/{i}"] = nhwc(y)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    model.train()
    outputs = run(model, inputs)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    loss = sum((y**2).mean() for y in outputs)
    loss.backward()
    tensors["train/loss"] = loss.detach().reshape(1)
    for k, p in model.named_parameters():
        tensors[f"grad/{k}"] = p.grad.contiguous()
    for k, v in model.named_buffers():
        if v.dtype.is_floating_point:
            tensors[f"after/{k}"] = v.clone()
    path = here / "fixtures" / f"{name}.safetensors"
    save_file(tensors, path)
    print(path.name, path.stat().st_size)


torch.manual_seed(7)
image = lambda n, c, s: torch.randn(n, c, s, s)

write("resnet-basic", models.ResNet(models.BasicBlock, [1, 1], [4, 8], 3), [image(2, 3, 32)])
write("resnet-bottleneck", models.ResNet(models.Bottleneck, [1, 2], [2, 4], 3, "cifar", channels=2), [image(3, 2, 8)])
write("resnet-zeropad", models.ResNet(models.BasicBlock, [1, 1, 1], [4, 6, 8], 3, "cifar", "zeroPad"), [image(3, 3, 9)])
write("vgg-average", models.Vgg([4, 0, 6, 8, 0], 3), [image(3, 3, 8)])
write("vgg-imagenet", models.Vgg([4, 0], 3, hidden=5), [image(3, 3, 18)])
write("vit-class", models.Vit(8, 4, 8, 2, 2, 12, 3), [image(2, 3, 8)])
write("vit-mean", models.Vit(8, 2, 8, 1, 4, 32, 3, token=False), [image(2, 3, 8)])
write("hr-module", models.HrModule([2, 4, 6], 1), [image(2, 2, 10), image(2, 4, 5), image(2, 6, 3)], lambda m, xs: m(xs))
write("hyperspectral", models.HyperspectralAutoencoder(10, [6, 3]), [image(1, 10, 5)])
unet = dict(width=4, mult=(1, 2), res_blocks=1, attention=(2,), heads=2, groups=2)
times = torch.tensor([3, 700], dtype=torch.int32)
write("unet", models.Unet(2, **unet), [image(2, 2, 4), times])
write(
    "unet-options",
    models.Unet(2, **unet, scale_shift=True, resblock_updown=True, heads_first=False),
    [image(2, 2, 4), times],
)
