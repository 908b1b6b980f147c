"""MIVit in PyTorch, written from the sheet (sections 3.1 to 3.8), with the names of the official state."""

import torch
from torch import nn
from torch.nn import functional as F


def conv_norm(inputs, out, kernel=3, padding=None, eps=1e-5, momentum=0.1):
    conv = nn.Conv2d(inputs, out, kernel, padding=kernel // 2 if padding is None else padding)
    return conv, nn.BatchNorm2d(out, eps=eps, momentum=momentum)


def cbr(inputs, out, kernel=3):
    return nn.Sequential(*conv_norm(inputs, out, kernel, eps=1e-3, momentum=0.9), nn.ReLU())


def cbrp(inputs, out, pool=1, kernel=3, padding=None):
    tail = [nn.MaxPool2d(pool)] if pool > 1 else []
    return nn.Sequential(*conv_norm(inputs, out, kernel, padding), nn.ReLU(), *tail)


def cbar(inputs, out):
    return nn.Sequential(*conv_norm(inputs, out, 1), nn.AdaptiveAvgPool2d(1), nn.ReLU())


class Align(nn.Module):
    def __init__(self, l1, l2, w):
        super().__init__()
        self.conv1, self.conv2 = cbr(l1, w // 2), cbr(l2, w // 2)
        for sensor in (1, 2):
            for scale in (1, 2, 3):
                setattr(self, f"conv{sensor}_{scale}", cbrp(w // 2, w, scale))
                setattr(self, f"xishu{scale}", nn.Parameter(torch.full((1,), 0.33)))

    def one(self, sensor, patches):
        shared = getattr(self, f"conv{sensor}")
        parts = [
            getattr(self, f"xishu{k}") * getattr(self, f"conv{sensor}_{k}")(shared(x)) for k, x in enumerate(patches, 1)
        ]
        return parts[0] + parts[1] + parts[2]


class Ttoa(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.preprocess = nn.Sequential(nn.Conv2d(w, w // 2, 1), nn.Conv2d(w // 2, w, 1))
        self.dcn_colum = nn.Conv2d(w, w, (3, 1), padding=(1, 0))
        self.dcn_row = nn.Conv2d(w, w, (1, 3), padding=(0, 1))

    def forward(self, u, v):
        u, v = self.preprocess(u), self.preprocess(v)
        return 2 * u + (torch.sigmoid(self.dcn_colum(u)) + torch.sigmoid(self.dcn_row(u))) * v


class Oaf(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.trans1, self.trans2, self.conv = Ttoa(w), Ttoa(w), cbr(w, w)

    def forward(self, a, b):
        return self.conv(self.trans1(a, b) + self.trans2(b, a))


class PreNorm(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.norm, self.fn = nn.LayerNorm(dim), fn

    def forward(self, x):
        return self.fn(self.norm(x))


class Residual(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x):
        return x + self.fn(x)


class Attention(nn.Module):
    def __init__(self, dim, heads, width):
        super().__init__()
        self.heads, self.width = heads, width
        self.to_qkv = nn.Linear(dim, 3 * heads * width, bias=False)
        self.to_out = nn.Sequential(nn.Linear(heads * width, dim))

    def forward(self, x):
        n, tokens, _ = x.shape
        q, k, v = self.to_qkv(x).reshape(n, tokens, 3, self.heads, self.width).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v)
        return self.to_out(y.transpose(1, 2).reshape(n, tokens, -1))


class Perceptron(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(dim, hidden), nn.GELU(), nn.Identity(), nn.Linear(hidden, dim), nn.Identity()
        )

    def forward(self, x):
        return self.net(x)


class Transformer(nn.Module):
    def __init__(self, dim, depth, heads, width, hidden):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.ModuleList([
                Residual(PreNorm(dim, Attention(dim, heads, width))),
                Residual(PreNorm(dim, Perceptron(dim, hidden))),
            ])
            for _ in range(depth)
        )

    def forward(self, x):
        for attention, perceptron in self.layers:
            x = perceptron(attention(x))
        return x


class Light(nn.Module):
    def __init__(self, w, classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Sequential(cbar(w, w // 2)), nn.Sequential(nn.Conv2d(w // 2, classes, 1))

    def forward(self, x):
        return self.conv2(self.conv1(x)).flatten(1).softmax(1)


class PyramidHead(nn.Module):
    def __init__(self, w, classes):
        super().__init__()
        self.conv1, self.conv2 = cbr(3 * w, 2 * w, 1), cbar(2 * w, w)
        self.conv3 = nn.Sequential(nn.Conv2d(w, classes, 1))

    def forward(self, x):
        return self.conv3(self.conv2(self.conv1(x))).flatten(1).softmax(1)


class Cross(nn.Module):
    def __init__(self, l1, l2, w):
        super().__init__()
        for k in (1, 2, 3):
            setattr(self, f"conv1_{k}_cross", cbrp(l1, w))
            setattr(self, f"conv2_{k}_cross", cbrp(l2, w))
            setattr(self, f"trans{k}", Oaf(w))

    def forward(self, hsi, lidar):
        return [
            getattr(self, f"trans{k}")(getattr(self, f"conv1_{k}_cross")(h), getattr(self, f"conv2_{k}_cross")(d))
            for k, (h, d) in enumerate(zip(hsi, lidar), 1)
        ]


class Pyramid(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.conv1, self.conv2c, self.conv2, self.conv3c = cbrp(w, w), cbrp(2 * w, w), cbrp(w, w), cbrp(2 * w, w)
        self.conv3, self.conv3_ = cbrp(w, w, kernel=5, padding=0), cbrp(w, w, kernel=5, padding=0)
        self.conv4c, self.conv4 = cbrp(2 * w, 2 * w), cbrp(2 * w, 2 * w, 2)
        self.conv5 = cbrp(3 * w, 3 * w)

    def forward(self, g8, g16, g24):
        x1 = self.conv1(g8)
        x2 = self.conv2(self.conv2c(torch.cat([F.interpolate(x1, scale_factor=2), g16], 1)))
        m = self.conv3c(torch.cat([F.interpolate(x2, scale_factor=1.5), g24], 1))
        c4 = self.conv4c(torch.cat([self.conv3_(self.conv3(m)), x2], 1))
        return self.conv5(torch.cat([self.conv4(c4), x1], 1))


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        l1, l2, w, classes = c["bands"], c["layers"], c["width"], c["classes"]
        self.cnn_encoder, self.trans = Align(l1, l2, w), Oaf(w)
        self.encoder_embedding1 = nn.Linear(64, 64)
        self.cls_token = nn.Parameter(torch.randn(1, 1, w))
        self.encoder_pos_embed = nn.Parameter(torch.randn(1, 65, w))
        self.en_transformer = Transformer(w, c["depth"], c["heads"], c["headWidth"], c["hidden"])
        self.classification1, self.classification2 = Light(w, classes), Light(w, classes)
        self.cnn_encoder_cross, self.pyramid = Cross(l1, l2, w), Pyramid(w)
        self.classification_p = PyramidHead(w, classes)


class Classifier(nn.Module):
    def __init__(self, w, classes):
        super().__init__()
        self.coefficient1, self.coefficient2 = (nn.Parameter(torch.full((1,), 0.5)) for _ in range(2))
        self.cnn_classifier = Light(w, classes)
        self.mlp_head = nn.Sequential(nn.LayerNorm(w), nn.Linear(w, classes))


class Patches(nn.Module):
    def __init__(self, l1, l2, w):
        super().__init__()
        for k, (out, scale) in enumerate([(l1, 1), (l2, 1), (l1, 2), (l2, 2), (l1, 3), (l2, 3)], 1):
            conv = nn.Conv2d(w, out, 3, padding=1)
            up = [nn.Upsample(scale_factor=scale)] if scale > 1 else []
            setattr(self, f"dconv{k}", nn.Sequential(*up, conv, nn.Sigmoid()))

    def forward(self, x):
        outs = [getattr(self, f"dconv{k}")(x) for k in range(1, 7)]
        return outs[0::2], outs[1::2]


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        w, dim = c["width"], c["dim"]
        self.decoder_embedding, self.decoder_pred1 = nn.Linear(w, dim), nn.Linear(dim, w)
        self.decoder_pos_embed = nn.Parameter(torch.randn(1, 65, dim))
        self.de_transformer = Transformer(dim, c["depth"], c["heads"], c["headWidth"], c["hidden"])
        self.cnn_decoder = Patches(c["bands"], c["layers"], w)

    def forward(self, x):
        y = self.decoder_pred1(self.de_transformer(self.decoder_embedding(x) + self.decoder_pos_embed))
        return self.cnn_decoder(y[:, 1:].transpose(1, 2).reshape(len(x), -1, 8, 8))


class MutualInfo(nn.Module):
    def __init__(self, w, latent=4):
        super().__init__()
        self.layer1, self.layer2 = nn.Conv2d(w, w, 3, padding=1), nn.Conv2d(w, w, 3, padding=1)
        self.fc1_rgb3, self.fc1_depth3 = nn.Linear(64 * w, latent), nn.Linear(64 * w, latent)

    def forward(self, a, b):
        ta = torch.tanh(self.fc1_rgb3(F.leaky_relu(self.layer1(a)).flatten(1)))
        tb = torch.tanh(self.fc1_depth3(F.leaky_relu(self.layer2(b)).flatten(1)))

        def kl(x, y):
            terms = F.softmax(y, 1) * (F.log_softmax(y, 1) - F.log_softmax(x, 1))
            return terms.mean() / len(x)

        def ce(x, y):
            return F.cross_entropy(torch.sigmoid(y), torch.sigmoid(x).detach())

        return ce(ta, tb) + ce(tb, ta) - kl(ta, tb) - kl(tb, ta)


def focal(p, labels, weights):
    loss = F.cross_entropy(p, labels, reduction="none") * weights[labels]
    return ((1 - torch.exp(-loss)) ** 2 * loss).mean()


def flow(p, s):
    return F.kl_div(F.log_softmax(p, 1), F.log_softmax(s, 1), reduction="batchmean", log_target=True)


class Mivit(nn.Module):
    """Its output is the total loss of a batch."""

    def __init__(self, c):
        super().__init__()
        w = c["width"]
        self.xishu1, self.xishu2 = nn.Parameter(torch.full((1,), 0.5)), nn.Parameter(torch.full((1,), 0.5))
        self.encoder, self.decoder = Encoder(c), Decoder(c)
        self.classifier = Classifier(w, c["classes"])
        self.z1_z2_mutual, self.z_z2_mutual, self.z1_z_mutual = MutualInfo(w), MutualInfo(w), MutualInfo(w)

    def forward(self, given):
        def scales(x):
            return [x[:, :, 8:16, 8:16], x[:, :, 4:20, 4:20], x]

        e, hsi, lidar = self.encoder, scales(given["hsi"]), scales(given["lidar"])
        z1, z2 = e.cnn_encoder.one(1, hsi), e.cnn_encoder.one(2, lidar)
        zf = e.trans(z1, z2)
        n, w = zf.shape[:2]
        tokens = e.encoder_embedding1(zf.flatten(2)).transpose(1, 2)
        x = torch.cat([e.cls_token.expand(n, -1, -1), tokens], 1) + e.encoder_pos_embed
        x = e.en_transformer(x)
        head = self.classifier
        q2 = head.cnn_classifier(tokens.transpose(1, 2).reshape(n, w, 8, 8))
        s = head.coefficient1 * head.mlp_head(x[:, 0]) + head.coefficient2 * q2
        p3 = e.classification_p(e.pyramid(*e.cnn_encoder_cross(hsi, lidar)))
        heads = [e.classification1(z1), e.classification2(z2), p3]

        made_hsi, made_lidar = self.decoder(x)
        rec = sum(F.mse_loss(a, b) for a, b in zip([*made_hsi, *made_lidar], [*hsi, *lidar])) / 6
        information = (
            self.z1_z2_mutual(z1, z2)
            - self.xishu1 * self.z_z2_mutual(zf, z2)
            - self.xishu2 * self.z1_z_mutual(z1, zf)
        )
        y, weights = given["y"], given["weights"]
        loss = focal(s, y, weights) + 5 * rec + 0.1 * information.sum()
        loss = loss + 0.3 * sum(focal(p, y, weights) for p in heads)
        return loss + sum(flow(p, s) for p in heads)
