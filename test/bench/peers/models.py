"""The networks of the benchmark and of the fixtures in PyTorch, with the same names as Swath's."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs, out, kernel, stride=1, groups=1, bias=False):
    return nn.Conv2d(inputs, out, kernel, stride, kernel // 2, groups=groups, bias=bias)


class ZeroPad(nn.Module):
    """Every second pixel and zero channels behind the others: the shortcut without weights."""

    def __init__(self, stride, more):
        super().__init__()
        self.stride, self.more = stride, more

    def forward(self, x):
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))


def shortcut(kind, inputs, out, stride):
    if stride == 1 and inputs == out:
        return None
    if kind == "zeroPad":
        return ZeroPad(stride, out - inputs)
    return nn.Sequential(conv(inputs, out, 1, stride), nn.BatchNorm2d(out))


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride=1, skip="projection"):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 3, stride), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3), nn.BatchNorm2d(width)
        self.downsample = shortcut(skip, inputs, width, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride=1, skip="projection"):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 1), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, 4 * width, 1), nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(skip, inputs, 4 * width, stride)

    def forward(self, x):
        y = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, layers, widths, classes, stem="imagenet", skip="projection", channels=3):
        super().__init__()
        self.small = stem == "cifar"
        first = widths[0]
        self.conv1 = conv(channels, first, 3) if self.small else conv(channels, first, 7, 2)
        self.bn1 = nn.BatchNorm2d(first)
        inputs = first
        for s, (count, width) in enumerate(zip(layers, widths)):
            blocks = []
            for k in range(count):
                blocks.append(block(inputs, width, 2 if s > 0 and k == 0 else 1, skip))
                inputs = width * block.expansion
            setattr(self, f"layer{s + 1}", nn.Sequential(*blocks))
        self.stages = len(layers)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if not self.small:
            x = F.max_pool2d(x, 3, 2, 1)
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
        return self.fc(x.mean((2, 3)))


VGG = {
    16: [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0],
    19: [64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0],
}


class Vgg(nn.Module):
    """`plan`: widths, 0 for a max-pool. `hidden` None: global average and one linear layer."""

    def __init__(self, plan, classes, hidden=None, channels=3, pool=7):
        super().__init__()
        steps = []
        for width in plan:
            if width == 0:
                steps.append(nn.MaxPool2d(2))
            else:
                steps += [conv(channels, width, 3, bias=True), nn.BatchNorm2d(width), nn.ReLU()]
                channels = width
        self.features = nn.Sequential(*steps)
        self.hidden, self.pool = hidden, pool
        if hidden is None:
            self.classifier = nn.Linear(channels, classes)
        else:
            self.classifier = nn.Sequential(
                nn.Linear(channels * pool * pool, hidden), nn.ReLU(), nn.Dropout(),
                nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(),
                nn.Linear(hidden, classes),
            )

    def forward(self, x):
        x = self.features(x)
        if self.hidden is None:
            return self.classifier(x.mean((2, 3)))
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(x, self.pool), 1))


class Attention(nn.Module):
    """nn.MultiheadAttention's names; its formula written out, which is faster than the module."""

    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.randn(3 * dim, dim) / math.sqrt(dim))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * dim))
        self.out_proj = nn.Linear(dim, dim)

    def forward(self, x):
        n, tokens, dim = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.reshape(n, tokens, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.out_proj(y.transpose(1, 2).reshape(n, tokens, dim))


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class VitBlock(nn.Module):
    def __init__(self, dim, heads, hidden):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim), Mlp(dim, hidden)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, channels, dim, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, dim, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class Vit(nn.Module):
    def __init__(self, size, patch, dim, depth, heads, hidden, classes, channels=3, token=True):
        super().__init__()
        count = (size // patch) ** 2
        self.patch_embed = PatchEmbed(channels, dim, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim)) if token else None
        self.pos_embed = nn.Parameter(torch.randn(1, count + (1 if token else 0), dim) * 0.02)
        self.blocks = nn.ModuleList(VitBlock(dim, heads, hidden) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        if self.cls_token is not None:
            x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1)
        x = x + self.pos_embed
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.head(x[:, 0] if self.cls_token is not None else x.mean(1))


class HrModule(nn.Module):
    """The exchange module of HRNet: blocks on every branch, then every branch gets the sum of all."""

    def __init__(self, widths, blocks):
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Sequential(*(BasicBlock(width, width) for _ in range(blocks))) for width in widths
        )
        self.fuse_layers = nn.ModuleList(
            nn.ModuleList(self.path(widths, i, j) for j in range(len(widths))) for i in range(len(widths))
        )

    @staticmethod
    def path(widths, i, j):
        if i == j:
            return nn.Identity()
        if j > i:
            return nn.Sequential(conv(widths[j], widths[i], 1), nn.BatchNorm2d(widths[i]))
        steps = []
        for s in range(i - j):
            last = s == i - j - 1
            out = widths[i] if last else widths[j]
            parts = [conv(widths[j], out, 3, 2), nn.BatchNorm2d(out)]
            steps.append(nn.Sequential(*parts, *([] if last else [nn.ReLU()])))
        return nn.Sequential(*steps)

    def forward(self, xs):
        xs = [branch(x) for branch, x in zip(self.branches, xs)]
        out = []
        for i, layers in enumerate(self.fuse_layers):
            total = None
            for j, layer in enumerate(layers):
                y = layer(xs[j])
                if j > i:
                    y = F.interpolate(y, size=xs[i].shape[2:], mode="bilinear", align_corners=False)
                total = y if total is None else total + y
            out.append(F.relu(total))
        return out


class HyperspectralAutoencoder(nn.Module):
    """1x1 convolutions: the spectrum of each pixel through a narrow middle and back."""

    def __init__(self, bands, widths, slope=0.2):
        super().__init__()
        sizes = [bands, *widths]
        pairs = list(zip(sizes, sizes[1:]))
        self.encoder = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in pairs)
        self.decoder = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in reversed(pairs))
        self.slope = slope

    def forward(self, x):
        for layer in self.encoder:
            x = F.leaky_relu(layer(x), self.slope)
        for i, layer in enumerate(self.decoder):
            x = layer(x)
            if i < len(self.decoder) - 1:
                x = F.leaky_relu(x, self.slope)
        return x


class SeparableNet(nn.Module):
    """Depthwise and pointwise convolution with batch norm, then a classifier."""

    def __init__(self, channels, out, classes):
        super().__init__()
        self.depthwise, self.bn1 = conv(channels, channels, 3, groups=channels), nn.BatchNorm2d(channels)
        self.pointwise, self.bn2 = conv(channels, out, 1), nn.BatchNorm2d(out)
        self.fc = nn.Linear(out, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.depthwise(x)))
        x = F.relu(self.bn2(self.pointwise(x)))
        return self.fc(x.mean((2, 3)))


def time_embedding(t, dim, max_period=10000.0):
    half = dim // 2
    f = torch.tensor([max_period ** (-i / half) for i in range(half)], dtype=torch.float64).float()
    a = t.float()[:, None] * f[None]
    e = torch.cat([torch.cos(a), torch.sin(a)], 1)
    return F.pad(e, (0, 1)) if dim % 2 else e


class ResBlock(nn.Module):
    def __init__(self, inputs, out, emb, groups=32, scale_shift=False, resample=None):
        super().__init__()
        self.scale_shift, self.resample = scale_shift, resample
        self.in_layers = nn.Sequential(
            nn.GroupNorm(groups, inputs), nn.SiLU(), nn.Conv2d(inputs, out, 3, padding=1)
        )
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(emb, 2 * out if scale_shift else out))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(groups, out), nn.SiLU(), nn.Dropout(0.0), nn.Conv2d(out, out, 3, padding=1)
        )
        self.skip_connection = nn.Identity() if inputs == out else nn.Conv2d(inputs, out, 1)

    def forward(self, x, emb):
        h = self.in_layers[1](self.in_layers[0](x))
        if self.resample == "down":
            h, x = F.avg_pool2d(h, 2), F.avg_pool2d(x, 2)
        elif self.resample == "up":
            h, x = (F.interpolate(v, scale_factor=2, mode="nearest") for v in (h, x))
        h = self.in_layers[2](h)
        e = self.emb_layers(emb)[:, :, None, None]
        if self.scale_shift:
            scale, shift = e.chunk(2, 1)
            h = self.out_layers[1:](self.out_layers[0](h) * (1 + scale) + shift)
        else:
            h = self.out_layers(h + e)
        return self.skip_connection(x) + h


class AttentionBlock(nn.Module):
    def __init__(self, channels, heads, groups=32, heads_first=True):
        super().__init__()
        self.heads, self.heads_first = heads, heads_first
        self.norm = nn.GroupNorm(groups, channels)
        self.qkv, self.proj_out = nn.Conv1d(channels, 3 * channels, 1), nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        n, c, h, w = x.shape
        flat = x.reshape(n, c, h * w)
        qkv = self.qkv(self.norm(flat))
        d = c // self.heads
        if self.heads_first:
            q, k, v = qkv.reshape(n * self.heads, 3 * d, h * w).split(d, 1)
        else:
            q, k, v = (part.reshape(n * self.heads, d, h * w) for part in qkv.chunk(3, 1))
        weights = torch.softmax(torch.einsum("bct,bcs->bts", q, k) / math.sqrt(d), -1)
        y = torch.einsum("bts,bcs->bct", weights, v).reshape(n, c, h * w)
        return (flat + self.proj_out(y)).reshape(n, c, h, w)


class Down(nn.Module):
    def __init__(self, channels, use_conv):
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, 2, 1) if use_conv else nn.AvgPool2d(2)

    def forward(self, x):
        return self.op(x)


class Up(nn.Module):
    def __init__(self, channels, use_conv):
        super().__init__()
        if use_conv:
            self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.use_conv = use_conv

    def forward(self, x):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.conv(x) if self.use_conv else x


class Unet(nn.Module):
    """The time-conditioned U-Net of guided diffusion."""

    def __init__(self, channels, width, mult=(1, 2, 4), res_blocks=2, attention=(4,), heads=1, groups=32,
                 scale_shift=False, conv_resample=True, resblock_updown=False, heads_first=True):
        super().__init__()
        emb = 4 * width
        self.width = width
        res = lambda i, o, r=None: ResBlock(i, o, emb, groups, scale_shift, r)
        attend = lambda c: AttentionBlock(c, heads, groups, heads_first)
        self.time_embed = nn.Sequential(nn.Linear(width, emb), nn.SiLU(), nn.Linear(emb, emb))
        self.input_blocks = nn.ModuleList([nn.ModuleList([nn.Conv2d(channels, width, 3, padding=1)])])
        skips, now, factor = [width], width, 1
        for level, m in enumerate(mult):
            for _ in range(res_blocks):
                parts = [res(now, m * width)]
                now = m * width
                if factor in attention:
                    parts.append(attend(now))
                self.input_blocks.append(nn.ModuleList(parts))
                skips.append(now)
            if level < len(mult) - 1:
                down = res(now, now, "down") if resblock_updown else Down(now, conv_resample)
                self.input_blocks.append(nn.ModuleList([down]))
                skips.append(now)
                factor *= 2
        self.middle_block = nn.ModuleList([res(now, now), attend(now), res(now, now)])
        self.output_blocks = nn.ModuleList()
        for level, m in reversed(list(enumerate(mult))):
            for i in range(res_blocks + 1):
                parts = [res(now + skips.pop(), m * width)]
                now = m * width
                if factor in attention:
                    parts.append(attend(now))
                if level > 0 and i == res_blocks:
                    parts.append(res(now, now, "up") if resblock_updown else Up(now, conv_resample))
                    factor //= 2
                self.output_blocks.append(nn.ModuleList(parts))
        self.out = nn.Sequential(nn.GroupNorm(groups, now), nn.SiLU(), nn.Conv2d(now, channels, 3, padding=1))

    def forward(self, x, t):
        emb = self.time_embed(time_embedding(t, self.width))
        run = lambda part, x: part(x, emb) if isinstance(part, ResBlock) else part(x)
        skips = []
        for parts in self.input_blocks:
            for part in parts:
                x = run(part, x)
            skips.append(x)
        for part in self.middle_block:
            x = run(part, x)
        for parts in self.output_blocks:
            x = torch.cat([x, skips.pop()], 1)
            for part in parts:
                x = run(part, x)
        return self.out(x)
