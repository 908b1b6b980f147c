"""Cases of our own beside the shared ones: allowed values of the contract that no shared case uses.

Computed in float64 with PyTorch and NumPy from the contract's words, independently of Swath:

    python test/golden/variants/make.py
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

here = Path(__file__).parent
rng = np.random.default_rng(20)


def tensor(values, dtype="float64", layout=None):
    values = values.detach().numpy() if isinstance(values, torch.Tensor) else np.asarray(values)
    flat = values.reshape(-1)
    data = [int(v) for v in flat] if dtype == "int32" else [float(f"{v:.10g}") for v in flat]
    known = {} if layout is None else {"layout": layout}
    return {"shape": list(values.shape), "dtype": dtype, **known, "data": data}


def draw(*shape, scale=1.0):
    return torch.tensor(np.round(rng.standard_normal(shape) * scale, 3))


class Formulas(dict):
    """Weights by section 6 of the contract, which a case need not store."""

    def __init__(self, seed):
        super().__init__()
        self.seed, self.how = seed, {}

    def add(self, name, *shape, fill="matrix"):
        i, p = np.arange(math.prod(shape), dtype=np.int64), len(self)
        r = i % 10007
        u = 2 * ((7919 * i + 31 * r * r + 104729 * (p + 1) + 15485863 * self.seed) % 10007) / 10007 - 1
        values = {"matrix": u * math.sqrt(1 / math.prod(shape[1:])), "normw": 1 + 0.2 * u, "bias": 0.1 * u}[fill]
        self.how[name] = {"rule": "mod10007", "seed": self.seed, "p": p, "fill": fill}
        self[name] = torch.tensor(values.astype(np.float32).astype(np.float64)).reshape(shape)

    def layer(self, name, *shape):
        """A convolution or linear layer."""
        self.add(f"{name}.weight", *shape)
        self.add(f"{name}.bias", shape[0], fill="bias")

    def norm(self, name, width):
        self.add(f"{name}.weight", width, fill="normw")
        self.add(f"{name}.bias", width, fill="bias")


def under(w, prefix):
    """The weights of a part."""
    return {name.removeprefix(f"{prefix}."): values for name, values in w.items() if name.startswith(f"{prefix}.")}


def weights_of(w):
    layout = lambda name, v: "CHW" if name == "map" else {4: "OIHW", 3: "OIL", 2: "OI"}.get(v.ndim)
    if not isinstance(w, Formulas):
        return {name: tensor(v, "float32", layout(name, v)) for name, v in w.items()}
    known = lambda name, v: {"layout": layout(name, v)} if layout(name, v) else {}
    return {
        name: {"shape": list(v.shape), "dtype": "float32", **known(name, v), "formula": w.how[name]} for name, v in w.items()
    }


def case(file, kind, what, config, inputs, outputs, weights=None, tolerance=None):
    folder = here / kind.split("/")[0]
    folder.mkdir(exist_ok=True)
    body = {
        "kind": kind,
        "what": what,
        "official_file": None,
        "reference": "test/golden/variants/make.py",
        "config": config,
        "inputs": inputs,
        "weights": weights_of(weights or {}),
        "outputs": outputs,
        "tolerance": {"default": tolerance or {"abs": 1e-4, "rel": 1e-4}},
    }
    (folder / f"{file}.json").write_text(json.dumps(body) + "\n")


# Schedules


def cosine(T, s, top):
    f = lambda u: math.cos((u + s) / (1 + s) * math.pi / 2) ** 2
    return np.array([min(1 - f((i + 1) / T) / f(i / T), top) for i in range(T)])


def tables(beta):
    alpha = 1 - beta
    bar = np.cumprod(alpha)
    prev = np.concatenate([[1.0], bar[:-1]])
    return {
        "beta": beta,
        "alpha": alpha,
        "bar": bar,
        "prev": prev,
        "var": beta * (1 - prev) / (1 - bar),
        "c0": np.sqrt(prev) * beta / (1 - bar),
        "ct": np.sqrt(alpha) * (1 - prev) / (1 - bar),
    }


def embedding(t, d, period=10000.0):
    half = d // 2
    f = period ** (-np.arange(half) / half)
    a = np.asarray(t, dtype=float)[:, None] * f
    return np.concatenate([np.cos(a), np.sin(a), np.zeros((len(a), d % 2))], 1)


def schedules():
    config = {"schedule": "cosine", "T": 80, "beta_start": None, "beta_end": None, "cosine_s": 0.01, "max_beta": 0.9}
    k = tables(cosine(80, 0.01, 0.9))
    steps = [0, 1, 17, 78, 79]
    pick = lambda name: tensor(k[name][steps])
    case(
        "schedule_cosine",
        "mdfl/ddpm-schedule",
        "Cosine schedule with its bound on beta",
        config,
        {"steps": tensor(steps, "int32")},
        {
            "betas": pick("beta"),
            "alphas": pick("alpha"),
            "abar": pick("bar"),
            "abar_prev": pick("prev"),
            "post_var": pick("var"),
            "c_x0": pick("c0"),
            "c_xt": pick("ct"),
            "sqrt_recip_alpha": tensor(1 / np.sqrt(k["alpha"][steps])),
        },
        tolerance={"abs": 1e-9, "rel": 1e-9},
    )
    x0, eps, hat, z = (draw(3, 2, 3, 2) for _ in range(4))
    t = [0, 40, 70]
    at = lambda values: torch.tensor(values[t]).reshape(3, 1, 1, 1)
    bar = at(k["bar"])
    xt = bar.sqrt() * x0 + (1 - bar).sqrt() * eps
    x0_hat = (xt - (1 - bar).sqrt() * hat) / bar.sqrt()
    mean = at(k["c0"]) * x0_hat + at(k["ct"]) * xt
    names = {
        "beta": "beta",
        "alpha": "alpha",
        "alpha_bar": "bar",
        "alpha_bar_prev": "prev",
        "post_var": "var",
        "post_c1": "c0",
        "post_c2": "ct",
    }
    listed = {name: tensor(k[key][steps]) for name, key in names.items()}
    listed["sqrt_ab"] = tensor(np.sqrt(k["bar"][steps]))
    listed["sqrt_1mab"] = tensor(np.sqrt(1 - k["bar"][steps]))
    case(
        "ddpm_cosine",
        "swimdiff/ddpm",
        "The identities under the cosine schedule, an odd embedding width, another longest period",
        {**config, "time_embedding_dim": 7, "max_period": 100},
        {
            "x0": tensor(x0),
            "eps": tensor(eps),
            "eps_hat": tensor(hat),
            "z": tensor(z),
            "t": tensor(t, "int32"),
            "schedule_index": tensor(steps, "int32"),
        },
        {
            "x_t": tensor(xt),
            "x0_hat": tensor(x0_hat),
            "posterior_mean": tensor(mean),
            "x_prev": tensor(mean + at(np.sqrt(k["var"])) * z),
            "loss": float(((eps - hat) ** 2).mean()),
            "per_sample_loss": tensor(((eps - hat) ** 2).mean((1, 2, 3))),
            "time_embedding": tensor(embedding(t, 7, 100)),
            "schedule": listed,
        },
    )
    case(
        "embedding_odd",
        "feddiff/timestep-embedding",
        "An odd width",
        {"dim": 5, "max_period": 1000},
        {"timesteps": tensor([0, 3, 999], "int32")},
        {"embedding": tensor(embedding([0, 3, 999], 5, 1000))},
    )


def ddpm_loop():
    T, R, C = 60, 4, 1
    k = tables(np.linspace(1e-3, 0.05, T))
    x0, noise = draw(2, C, 3, 2), draw(2, C, 3, 2)
    t, reverse, z = [59, 4], [0, 1, 30, 59], draw(1, C, 3, 2)
    loop = draw(R - 1, 1, C, 3, 2)
    stub = {"x": 0.3, "t": 0.01, "roll": -0.2}
    predict = lambda x, at: stub["x"] * x + stub["t"] * torch.tensor(at).reshape(-1, 1, 1, 1) + stub["roll"] * x.roll(1, 1)
    bar = torch.tensor(k["bar"][t]).reshape(-1, 1, 1, 1)
    xt = bar.sqrt() * x0 + (1 - bar).sqrt() * noise

    def back(x, at, z):
        mean = (x - k["beta"][at] / math.sqrt(1 - k["bar"][at]) * predict(x, [at])) / math.sqrt(k["alpha"][at])
        return mean + (math.sqrt(k["var"][at]) * z if at > 0 else 0)

    guess = predict(xt, t)
    x, first = xt[:1], None
    for i, at in enumerate(range(R - 1, -1, -1)):
        x = back(x, at, loop[i] if at > 0 else 0)
        first = x if first is None else first
    case(
        "ddpm_one_channel",
        "feddiff/ddpm",
        "One channel, which rolls onto itself",
        {"T": T, "schedule": "linear", "beta_start": 1e-3, "beta_end": 0.05, "stub": stub, "reconstruct_from": R},
        {
            "x0": tensor(x0),
            "forward_noise": tensor(noise),
            "t": tensor(t, "int32"),
            "reverse_t": tensor(reverse, "int32"),
            "reverse_noise": tensor(z),
            "reconstruct_noise": tensor(loop),
        },
        {
            "x_t": tensor(xt),
            "noise_pred": tensor(guess),
            "l1_loss": float((noise - guess).abs().mean()),
            "x_prev": [tensor(back(xt[:1], at, z)) for at in reverse],
            "reconstruct_steps": tensor([*range(R - 1, -1, -1), 0], "int32"),
            "reconstruct_first_snapshot": tensor(first),
            "reconstruct_final": tensor(x),
        },
    )


# Blocks of the U-Net


def attend(x, w, heads, groups, qkv_first):
    B, C, H, W = x.shape
    flat = F.group_norm(x, groups, w["norm.weight"], w["norm.bias"], 1e-5).reshape(B, C, -1)
    mixed = torch.einsum("oi,bip->bop", w["qkv.weight"].squeeze(-1), flat) + w["qkv.bias"][:, None]
    d = C // heads
    if qkv_first:
        q, k, v = (part.reshape(B, heads, d, -1) for part in mixed.chunk(3, 1))
    else:
        q, k, v = mixed.reshape(B, heads, 3 * d, -1).chunk(3, 2)
    share = torch.softmax(torch.einsum("bhdp,bhdq->bhpq", q, k) / math.sqrt(d), -1)
    out = torch.einsum("bhpq,bhdq->bhdp", share, v).reshape(B, C, -1)
    out = torch.einsum("oi,bip->bop", w["proj_out.weight"].squeeze(-1), out) + w["proj_out.bias"][:, None]
    return x + out.reshape(x.shape)


def attentions():
    C = 12
    w = {
        "norm.weight": 1 + draw(C, scale=0.2),
        "norm.bias": draw(C, scale=0.2),
        "qkv.weight": draw(3 * C, C, scale=0.4),
        "qkv.bias": draw(3 * C, scale=0.2),
        "proj_out.weight": draw(C, C, scale=0.4),
        "proj_out.bias": draw(C, scale=0.2),
    }
    short = dict(zip(w, ["n_g", "n_b", "qkv_w", "qkv_b", "o_w", "o_b"]))
    x = draw(2, C, 3, 5)
    case(
        "attention",
        "mdfl/attention",
        "Three heads on an image that is not square",
        {"channels": C, "heads": 3, "groups": 4, "gn_eps": 1e-5},
        {"x": tensor(x)},
        {"y": tensor(attend(x, w, 3, 4, False))},
        {short[name]: values for name, values in w.items()},
    )
    C = 64
    w = Formulas(1)
    attention_weights(w, "", C)
    x = draw(1, C, 3, 2)
    for name, heads, first in [("new_order", 4, True), ("one_head", 1, False)]:
        case(
            f"attention_{name}",
            "feddiff/attention",
            f"{heads} heads, use_new_attention_order {first}",
            {"channels": C, "num_heads": heads, "use_new_attention_order": first},
            {"x": tensor(x)},
            {"y": tensor(attend(x, w, heads, 32, first))},
            w,
        )


def attention_weights(w, at, C):
    w.norm(f"{at}norm", C)
    w.layer(f"{at}qkv", 3 * C, C, 1)
    w.layer(f"{at}proj_out", C, C, 1)


def resblock_weights(w, at, n_in, out, emb, shift=False):
    w.norm(f"{at}in_layers.0", n_in)
    w.layer(f"{at}in_layers.2", out, n_in, 3, 3)
    w.layer(f"{at}emb_layers.1", out * (1 + shift), emb)
    w.norm(f"{at}out_layers.0", out)
    w.layer(f"{at}out_layers.3", out, out, 3, 3)
    if n_in != out:
        w.layer(f"{at}skip_connection", out, n_in, 1, 1)


def resblock(x, e, w, down=False, shift=False):
    h, skip = F.silu(F.group_norm(x, 32, w["in_layers.0.weight"], w["in_layers.0.bias"], 1e-5)), x
    if down:
        h, skip = F.avg_pool2d(h, 2), F.avg_pool2d(skip, 2)
    h = F.conv2d(h, w["in_layers.2.weight"], w["in_layers.2.bias"], padding=1)
    step = F.linear(F.silu(e), w["emb_layers.1.weight"], w["emb_layers.1.bias"])[:, :, None, None]
    norm = lambda v: F.group_norm(v, 32, w["out_layers.0.weight"], w["out_layers.0.bias"], 1e-5)
    if shift:
        scale, move = step.chunk(2, 1)
        h = norm(h) * (1 + scale) + move
    else:
        h = norm(h + step)
    h = F.conv2d(F.silu(h), w["out_layers.3.weight"], w["out_layers.3.bias"], padding=1)
    if "skip_connection.weight" in w:
        skip = F.conv2d(skip, w["skip_connection.weight"], w["skip_connection.bias"])
    return skip + h


def resblocks():
    for name, n_in, out, down, shift in [("down", 32, 32, True, False), ("shift", 32, 64, False, True), ("both", 64, 32, True, True)]:
        emb = 6
        w = Formulas(2)
        resblock_weights(w, "", n_in, out, emb, shift)
        x, e = draw(2, n_in, 4, 6), draw(2, emb)
        case(
            f"resblock_{name}",
            "feddiff/resblock",
            f"down {down}, scale and shift {shift}, {n_in} to {out}",
            {"in": n_in, "out": out, "emb": emb, "groups": 32, "gn_eps": 1e-5, "down": down, "use_scale_shift_norm": shift},
            {"x": tensor(x), "emb": tensor(e)},
            {"y": tensor(resblock(x, e, w, down, shift))},
            w,
        )


def condition_weights(w, at, C):
    w.layer(f"{at}ff_parser_attn_map", C, C, 1, 1)
    w.layer(f"{at}conv2d", C, C, 3, 3)
    for i in (0, 1):
        for j in (1, 2):
            w.layer(f"{at}block.block{j}_all.{i}.proj", C, C, 3, 3)
            w.norm(f"{at}block.block{j}_all.{i}.norm", C)


def condition(x, w):
    mixed = F.conv2d(torch.fft.fft2(x).real, w["ff_parser_attn_map.weight"], w["ff_parser_attn_map.bias"])
    h = F.conv2d(torch.fft.ifft2(mixed).real, w["conv2d.weight"], w["conv2d.bias"], padding=1)

    def half(v, b):
        v = F.conv2d(v, b["proj.weight"], b["proj.bias"], padding=1)
        return F.silu(F.group_norm(v, 8, b["norm.weight"], b["norm.bias"], 1e-5))

    for i in (0, 1):
        h = h + half(half(h, under(w, f"block.block1_all.{i}")), under(w, f"block.block2_all.{i}"))
    return h


def unets():
    """Two levels with attention at some, so that entries of the decoder have one, two and three modules."""
    base, size, T = 32, 8, 100
    k = tables(np.linspace(1e-3, 0.03, T))
    plans = [("attention_everywhere", [1, 2], 1, [1, 2], 4, True), ("attention_below", [2, 1], 2, [2], 2, False)]
    for seed, (name, mult, res, where, heads, first) in enumerate(plans, 3):
        w, emb = Formulas(seed), 4 * base
        w.layer("time_embed.0", emb, base)
        w.layer("time_embed.2", emb, emb)
        w.layer("input_blocks.0.0", base, 2, 3, 3)
        encoder, widths, at, width = [["conv"]], [base], 1, base
        for level, m in enumerate(mult):
            for _ in range(res):
                i = len(encoder)
                resblock_weights(w, f"input_blocks.{i}.0.", width, m * base, emb)
                width = m * base
                entry = ["res"]
                if at in where:
                    attention_weights(w, f"input_blocks.{i}.1.", width)
                    entry.append("attention")
                encoder.append(entry)
                widths.append(width)
            if level < len(mult) - 1:
                w.layer(f"input_blocks.{len(encoder)}.0.op", width, width, 3, 3)
                encoder.append(["down"])
                widths.append(width)
                at *= 2
        for i, entry in enumerate(encoder[1:], 1):
            for m in range(len(entry)):
                condition_weights(w, f"cond.{i}.{m}.", widths[i])
        resblock_weights(w, "middle_block.0.", width, width, emb)
        attention_weights(w, "middle_block.1.", width)
        resblock_weights(w, "middle_block.2.", width, width, emb)
        decoder, left = [], list(widths)
        for level, m in reversed(list(enumerate(mult))):
            for r in range(res + 1):
                i = len(decoder)
                resblock_weights(w, f"output_blocks.{i}.0.", width + left.pop(), m * base, emb)
                width = m * base
                entry = ["res"]
                if at in where:
                    attention_weights(w, f"output_blocks.{i}.1.", width)
                    entry.append("attention")
                if level and r == res:
                    w.layer(f"output_blocks.{i}.{len(entry)}.conv", width, width, 3, 3)
                    entry.append("up")
                    at //= 2
                decoder.append(entry)
        w.norm("out.0", width)
        w.layer("out.2", 2, width, 3, 3)

        wanted = ["input_blocks.0.0.weight", "time_embed.0.weight", "middle_block.1.norm.bias", "out.0.weight"]
        for parameter in wanted:
            w[parameter].requires_grad_(True)

        def run(entry, parts, h, e):
            for m, what in enumerate(entry):
                p = under(w, f"{parts}.{m}")
                if what == "res":
                    h = resblock(h, e, p)
                elif what == "attention":
                    h = attend(h, p, heads, 32, first)
                elif what == "down":
                    h = F.conv2d(h, p["op.weight"], p["op.bias"], stride=2, padding=1)
                elif what == "up":
                    h = F.conv2d(F.interpolate(h, scale_factor=2), p["conv.weight"], p["conv.bias"], padding=1)
                else:
                    h = F.conv2d(h, p["weight"], p["bias"], padding=1)
            return h

        def forward(x, t):
            e = F.linear(torch.tensor(embedding(t, base)), w["time_embed.0.weight"], w["time_embed.0.bias"])
            e = F.linear(F.silu(e), w["time_embed.2.weight"], w["time_embed.2.bias"])
            h, skips = x, []
            for i, entry in enumerate(encoder):
                h = run(entry, f"input_blocks.{i}", h, e)
                skips.append(h)
                for m in range(len(entry) if i else 0):
                    h = condition(h, under(w, f"cond.{i}.{m}"))
            middle = h = run(["res", "attention", "res"], "middle_block", h, e)
            for i, entry in enumerate(decoder):
                h = run(entry, f"output_blocks.{i}", torch.cat([h, skips.pop()], 1), e)
            h = F.silu(F.group_norm(h, 32, w["out.0.weight"], w["out.0.bias"], 1e-5))
            return F.conv2d(h, w["out.2.weight"], w["out.2.bias"], padding=1), middle

        x0, noise, t = draw(2, 2, size, size), draw(2, 2, size, size), [7, 80]
        bar = torch.tensor(k["bar"][t]).reshape(-1, 1, 1, 1)
        xt = bar.sqrt() * x0 + (1 - bar).sqrt() * noise
        guess, middle = forward(xt, t)
        loss = (guess - noise).abs().mean()
        loss.backward()
        network = {
            "image_size": size,
            "in_channels": 2,
            "model_channels": base,
            "out_channels": 2,
            "num_res_blocks": res,
            "attention_resolutions": where,
            "num_heads": heads,
            "num_heads_upsample": -1,
            "num_head_channels": -1,
            "channel_mult": mult,
            "dropout": 0,
            "conv_resample": True,
            "dims": 2,
            "num_classes": None,
            "use_checkpoint": False,
            "use_fp16": False,
            "use_scale_shift_norm": False,
            "resblock_updown": False,
            "use_new_attention_order": first,
        }
        case(
            f"unet_{name}",
            "feddiff/unet",
            f"Widths {mult}, {res} residual blocks a level, attention at {where}, {heads} heads, new order {first}",
            {**network, "T": T, "schedule": "linear", "beta_start": 1e-3, "beta_end": 0.03},
            {"x0": tensor(x0), "noise": tensor(noise), "t": tensor(t, "int32")},
            {
                "x_t": tensor(xt),
                "noise_pred": tensor(guess),
                "mid_feature": tensor(middle),
                "l1_loss": float(loss.detach()),
                "grads": {name: tensor(w[name].grad) for name in wanted},
            },
            w,
            tolerance={"abs": 5e-4, "rel": 1e-3},
        )


def parsers():
    C, groups = 6, 3
    for mode, blocks, size in [("complex", 2, (5, 4)), ("real", 1, (3, 7)), ("map", 1, (4, 5)), ("complex", 1, (4, 6))]:
        w = {"map": draw(C, *size)} if mode == "map" else {"attn_w": draw(C, C, 1, 1, scale=0.4), "attn_b": draw(C)}
        w.update(conv_w=draw(C, C, 3, 3, scale=0.2), conv_b=draw(C, scale=0.2))
        for i in range(blocks):
            for j in (1, 2):
                w[f"b{i}{j}_w"], w[f"b{i}{j}_b"] = draw(C, C, 3, 3, scale=0.2), draw(C, scale=0.2)
                w[f"b{i}{j}_g"], w[f"b{i}{j}_be"] = 1 + draw(C, scale=0.2), draw(C, scale=0.2)
        x = draw(2, C, *size)
        spectrum = torch.fft.fft2(x)
        if mode == "map":
            weighted = spectrum * w["map"]
        else:
            real = F.conv2d(spectrum.real, w["attn_w"], w["attn_b"])
            imag = F.conv2d(spectrum.imag, w["attn_w"]) if mode == "complex" else torch.zeros_like(real)
            weighted = torch.complex(real, imag)
        back = torch.fft.ifft2(weighted).real
        conv = F.conv2d(back, w["conv_w"], w["conv_b"], padding=1)
        half = lambda v, b: F.silu(
            F.group_norm(F.conv2d(v, w[f"{b}_w"], w[f"{b}_b"], padding=1), groups, w[f"{b}_g"], w[f"{b}_be"], 1e-5)
        )
        y = conv
        for i in range(blocks):
            y = y + half(half(y, f"b{i}1"), f"b{i}2")
        case(
            f"parser_{mode}_{blocks}_{size[0]}x{size[1]}",
            "mdfl/frequency-parser",
            f"Mode {mode}, {blocks} residual blocks, {size[0]}x{size[1]}",
            {"C": C, "groups": groups, "gn_eps": 1e-5, "mode": mode, "residual_blocks": blocks},
            {"x": tensor(x)},
            {
                **({} if mode == "map" else {"spectrum_real": tensor(spectrum.real)}),
                "after_inverse": tensor(back),
                "after_conv": tensor(conv),
                "y": tensor(y),
            },
            w,
        )


def transforms():
    x = draw(2, 3, 5, 4)
    spectrum = torch.fft.fft2(x)
    angle = 2 * np.pi * np.outer(range(5), range(5)) / 5
    case(
        "fft2_odd",
        "mdfl/fft2-features",
        "An odd height and an odd matrix",
        {"norm": "backward", "matrix_size": 5},
        {"x": tensor(x)},
        {
            "real": tensor(spectrum.real),
            "imag": tensor(spectrum.imag),
            "amplitude": tensor(spectrum.abs()),
            "log_amplitude_centred": tensor(torch.fft.fftshift(torch.log1p(spectrum.abs()), dim=(2, 3))),
            "cos": tensor(np.cos(angle)),
            "sin": tensor(-np.sin(angle)),
        },
    )
    C = 3
    w = {"up.conv.weight": draw(C, C, 3, 3), "up.conv.bias": draw(C), "down.op.weight": draw(C, C, 3, 3), "down.op.bias": draw(C)}
    x = draw(1, C, 5, 3)
    case(
        "resample_odd",
        "feddiff/resample",
        "Odd sizes",
        {"channels": C},
        {"x": tensor(x)},
        {
            "up": tensor(F.conv2d(F.interpolate(x, scale_factor=2), w["up.conv.weight"], w["up.conv.bias"], padding=1)),
            "down": tensor(F.conv2d(x, w["down.op.weight"], w["down.op.bias"], stride=2, padding=1)),
        },
        w,
    )
    resize = lambda v, size: F.interpolate(v, (size, size), mode="bilinear", align_corners=False)
    x = draw(3, 7, 7, 2)
    for size in (5, 16):
        scaled = 2 * (x - x.min()) / (x.max() - x.min()) - 1
        case(
            f"preprocess_{size}",
            "feddiff/preprocess",
            f"To {size}x{size}",
            {"shape": list(x.shape), "size": size},
            {"x": tensor(x)},
            {"y": tensor(resize(scaled.permute(0, 3, 1, 2), size))},
        )
    image = draw(3, 4, 6)
    low, high = image.amin((1, 2), keepdim=True), image.amax((1, 2), keepdim=True)
    scene = (image - low) / (high - low)
    centres = [(0, 0), (3, 5), (2, 1), (0, 4)]
    cut = lambda padded: torch.stack([padded[:, r : r + 5, c : c + 5] for r, c in centres])
    edge = cut(F.pad(scene[None], (2, 2, 2, 2), mode="replicate")[0])
    case(
        "patches_5",
        "mdfl/patches",
        "Patches of 5 at the corners, made smaller",
        {"patch": 5, "resize": 4},
        {"image": tensor(image), "centres_row_col": tensor(centres, "int32")},
        {
            "normalised": tensor(scene),
            "patches_edge": tensor(edge),
            "patches_zero": tensor(cut(F.pad(scene, (2, 2, 2, 2)))),
            "resized_edge": tensor(2 * resize(edge, 4) - 1),
        },
    )


# Residual and exchange networks


def norm_of(w, name, width):
    w[f"{name}.weight"], w[f"{name}.bias"] = 1 + draw(width, scale=0.2), draw(width, scale=0.2)
    w[f"{name}.running_mean"], w[f"{name}.running_var"] = draw(width, scale=0.2), 1 + draw(width, scale=0.2).abs()


def apply_norm(x, w, name, eps, running=None, momentum=0.1):
    mean, var = w[f"{name}.running_mean"], w[f"{name}.running_var"]
    if running is None:
        return F.batch_norm(x, mean, var, w[f"{name}.weight"], w[f"{name}.bias"], False, momentum, eps)
    mean, var = mean.clone(), var.clone()
    y = F.batch_norm(x, mean, var, w[f"{name}.weight"], w[f"{name}.bias"], True, momentum, eps)
    running[f"{name}.running_mean"], running[f"{name}.running_var"] = tensor(mean), tensor(var)
    return y


def bottlenecks():
    for name, inplanes, planes, blocks, momentum, eps in [("same_width", 8, 2, 1, 0.3, 1e-3), ("three", 5, 3, 3, 0.1, 1e-5)]:
        w = {}
        for i in range(blocks):
            n_in = inplanes if i == 0 else planes * 4
            for k, (a, b, size) in enumerate([(n_in, planes, 1), (planes, planes, 3), (planes, planes * 4, 1)], 1):
                w[f"{i}.conv{k}.weight"] = draw(b, a, size, size, scale=0.5)
                norm_of(w, f"{i}.bn{k}", b)
            if n_in != planes * 4:
                w[f"{i}.downsample.0.weight"] = draw(planes * 4, n_in, 1, 1, scale=0.5)
                norm_of(w, f"{i}.downsample.1", planes * 4)
        x = draw(2, inplanes, 5, 4)

        def forward(running):
            h = x
            for i in range(blocks):
                skip = h
                if f"{i}.downsample.0.weight" in w:
                    skip = apply_norm(F.conv2d(h, w[f"{i}.downsample.0.weight"]), w, f"{i}.downsample.1", eps, running, momentum)
                for k in (1, 2, 3):
                    kernel = w[f"{i}.conv{k}.weight"]
                    h = apply_norm(F.conv2d(h, kernel, padding=kernel.shape[2] // 2), w, f"{i}.bn{k}", eps, running, momentum)
                    h = F.relu(h if k < 3 else h + skip)
            return h

        after = {}
        trained = forward(after)
        case(
            f"bottleneck_{name}",
            "dianet/bottleneck",
            f"{inplanes} to {planes * 4} channels, {blocks} blocks, another momentum",
            {"inplanes": inplanes, "planes": planes, "expansion": 4, "blocks": blocks, "bn_momentum": momentum, "bn_eps": eps},
            {"x": tensor(x)},
            {"y_eval": tensor(forward(None)), "y_train": tensor(trained), "running_stats_after_one_train_step": after},
            w,
        )


def exchanges():
    for name, channels, blocks, every, size in [("two_first", [3, 5], 2, False, 7), ("four", [2, 3, 4, 5], 1, True, 11)]:
        w, eps, n = {}, 1e-5, len(channels)
        sizes = [size]
        for _ in channels[1:]:
            sizes.append(-(-sizes[-1] // 2))
        xs = [draw(2, c, s, s) for c, s in zip(channels, sizes)]
        for b, c in enumerate(channels):
            for k in range(blocks):
                for j in (1, 2):
                    w[f"branches.{b}.{k}.conv{j}.weight"] = draw(c, c, 3, 3, scale=0.3)
                    norm_of(w, f"branches.{b}.{k}.bn{j}", c)
        outs = range(n if every else 1)
        for i in outs:
            for j in range(n):
                at = f"fuse_layers.{i}.{j}"
                if j > i:
                    w[f"{at}.0.weight"] = draw(channels[i], channels[j], 1, 1, scale=0.5)
                    norm_of(w, f"{at}.1", channels[i])
                for s in range(i - j):
                    to = channels[i] if s == i - j - 1 else channels[j]
                    w[f"{at}.{s}.0.weight"] = draw(to, channels[j], 3, 3, scale=0.3)
                    norm_of(w, f"{at}.{s}.1", to)
        hs = []
        for b, h in enumerate(xs):
            for k in range(blocks):
                skip = h
                for j in (1, 2):
                    at = f"branches.{b}.{k}"
                    h = apply_norm(F.conv2d(h, w[f"{at}.conv{j}.weight"], padding=1), w, f"{at}.bn{j}", eps)
                    h = F.relu(h if j == 1 else h + skip)
            hs.append(h)
        ys = []
        for i in outs:
            total = 0
            for j, h in enumerate(hs):
                at = f"fuse_layers.{i}.{j}"
                if j > i:
                    h = apply_norm(F.conv2d(h, w[f"{at}.0.weight"]), w, f"{at}.1", eps)
                    h = F.interpolate(h, hs[i].shape[2:], mode="bilinear", align_corners=False)
                for s in range(i - j):
                    h = apply_norm(F.conv2d(h, w[f"{at}.{s}.0.weight"], stride=2, padding=1), w, f"{at}.{s}.1", eps)
                    h = h if s == i - j - 1 else F.relu(h)
                total = total + h
            ys.append(tensor(F.relu(total)))
        case(
            f"hr_module_{name}",
            "dianet/hr-module",
            f"{n} branches, {'all outputs' if every else 'the first output alone'}, odd sizes",
            {
                "num_branches": n,
                "channels": channels,
                "blocks_per_branch": blocks,
                "multi_scale_output": every,
                "training": False,
                "bn_eps": eps,
            },
            {"x": [tensor(x) for x in xs]},
            {"y": ys},
            w,
        )


def residual_networks():
    layers, widths, K, momentum, eps = [1, 2], [2, 3], 4, 0.2, 1e-3
    w = {"conv1.weight": draw(widths[0], 3, 3, 3, scale=0.4)}
    norm_of(w, "bn1", widths[0])
    blocks, width = [], widths[0]
    for s, count in enumerate(layers):
        for k in range(count):
            at, planes, stride = f"layer{s + 1}.{k}", widths[s], 2 if s > 0 and k == 0 else 1
            for j, (a, b, size) in enumerate([(width, planes, 1), (planes, planes, 3), (planes, planes * 4, 1)], 1):
                w[f"{at}.conv{j}.weight"] = draw(b, a, size, size, scale=0.5)
                norm_of(w, f"{at}.bn{j}", b)
            if stride == 2 or width != planes * 4:
                w[f"{at}.downsample.0.weight"] = draw(planes * 4, width, 1, 1, scale=0.5)
                norm_of(w, f"{at}.downsample.1", planes * 4)
            blocks.append((at, stride))
            width = planes * 4
    w["fc.weight"], w["fc.bias"] = draw(K, width, scale=0.5), draw(K, scale=0.5)
    x, y, after = draw(3, 3, 6, 6), [3, 0, 2], {}
    for name in ("conv1.weight", "fc.weight"):
        w[name].requires_grad_(True)

    def forward(running):
        h = F.relu(apply_norm(F.conv2d(x, w["conv1.weight"], padding=1), w, "bn1", eps, running, momentum))
        for at, stride in blocks:
            skip = h
            if f"{at}.downsample.0.weight" in w:
                skip = F.conv2d(h, w[f"{at}.downsample.0.weight"], stride=stride)
                skip = apply_norm(skip, w, f"{at}.downsample.1", eps, running, momentum)
            for j in (1, 2, 3):
                kernel = w[f"{at}.conv{j}.weight"]
                h = F.conv2d(h, kernel, padding=kernel.shape[2] // 2, stride=stride if j == 2 else 1)
                h = apply_norm(h, w, f"{at}.bn{j}", eps, running, momentum)
                h = F.relu(h if j < 3 else h + skip)
        return F.linear(h.mean((2, 3)), w["fc.weight"], w["fc.bias"])

    trained = forward(after)
    loss = F.cross_entropy(trained, torch.tensor(y))
    loss.backward()
    case(
        "resnet_bottleneck",
        "tdds/resnet",
        "Bottleneck blocks in two stages, another momentum and epsilon",
        {
            "block": "Bottleneck",
            "layers": layers,
            "widths": widths,
            "num_classes": K,
            "bn_eps": eps,
            "bn_momentum_pytorch": momentum,
        },
        {"x": tensor(x), "y": tensor(y, "int32")},
        {
            "logits_eval": tensor(forward(None)),
            "logits_train": tensor(trained),
            "ce_loss_train": float(loss.detach()),
            "grad_fc_weight": tensor(w["fc.weight"].grad),
            "grad_conv1_weight": tensor(w["conv1.weight"].grad),
            "bn1_running_after_one_train_forward": {n: v for n, v in after.items() if n.startswith("bn1.")},
        },
        w,
        tolerance={"abs": 2e-4, "rel": 1e-3},
    )


def agreement():
    K = 4
    truth, guess = [0, 0, 1, 1, 2, 2, 2, 3], [0, 1, 1, 1, 2, 0, 2, 0]  # class 3 is never predicted
    m = np.zeros((K, K), int)
    np.add.at(m, (truth, guess), 1)
    per = np.diag(m) / m.sum(1)
    oa, pe = np.trace(m) / m.sum(), float((m.sum(0) * m.sum(1)).sum()) / m.sum() ** 2
    case(
        "metrics_labels",
        "mdfl/metrics",
        "From labels, with a class that is never predicted",
        {"classes": K, "from": "labels"},
        {"y_true": tensor(truth, "int32"), "y_pred": tensor(guess, "int32")},
        {
            "confusion": tensor(m, "int32"),
            "oa": float(oa),
            "per_class": tensor(per),
            "aa": float(per.mean()),
            "pe": pe,
            "kappa": float((oa - pe) / (1 - pe)),
        },
        tolerance={"abs": 1e-12, "rel": 1e-9},
    )


def suppressions():
    A, K, conf, iou, offset = 40, 3, 0.3, 0.5, 7680.0
    corner, size = rng.integers(0, 60, (A, 2)).astype(float), rng.integers(10, 40, (A, 2)).astype(float)
    boxes = np.concatenate([corner, corner + size], 1)
    probs = np.round(rng.random((A, K)), 6)

    def overlap(a, b):
        inner = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
        return inner / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - inner)

    for many in (False, True):
        for agnostic in (False, True):
            for cap in (5, 300):
                found = [
                    (a, k)
                    for a in range(A)
                    for k in (range(K) if many else [int(probs[a].argmax())])
                    if probs[a, k] > conf
                ]
                found.sort(key=lambda one: -probs[one])
                kept = []
                for a, k in found:
                    moved = lambda a, k: boxes[a] + (0 if agnostic else k * offset)
                    if all(overlap(moved(a, k), moved(*other)) <= iou for other in kept):
                        kept.append((a, k))
                rows = np.array([[*boxes[a], probs[a, k], k] for a, k in kept[:cap]])
                case(
                    f"nms_{'many' if many else 'best'}_{'agnostic' if agnostic else 'classes'}_{cap}",
                    "sarnet/nms",
                    f"multi_label {many}, agnostic {agnostic}, at most {cap}",
                    {
                        "conf": conf,
                        "iou": iou,
                        "multi_label": many,
                        "agnostic": agnostic,
                        "class_offset": offset,
                        "max_det": cap,
                    },
                    {"boxes": tensor(boxes), "probs": tensor(probs)},
                    {"rows": tensor(rows)},
                    tolerance={"abs": 1e-9},
                )


for make in (schedules, ddpm_loop, attentions, resblocks, unets, parsers, transforms, bottlenecks, exchanges, residual_networks, agreement, suppressions):
    make()
