"""Random and hard cases with what scikit-learn, SciPy and NumPy say: python sklearn_cases.py SEED CASES SIZE > x.json"""
import sys
import warnings

import numpy as np
import scipy.stats
import sklearn.calibration
import sklearn.metrics as sk

from clean import write

warnings.filterwarnings("ignore")


def labels(rng, n):
    """Classes; some never true, some never predicted, some neither; sometimes only one."""
    k = int(rng.integers(2, 8))
    which = rng.integers(0, 4)
    truth = rng.integers(0, k if which < 2 else max(1, k - 1), n)
    prediction = np.where(rng.random(n) < 0.6, truth, rng.integers(0, k if which % 2 else max(1, k - 2), n))
    if which == 3 and rng.random() < 0.3:
        truth = np.full(n, k - 1)
    return k, truth, prediction


def classification(rng, n):
    k, truth, prediction = labels(rng, n)
    expected = {
        "confusion": sk.confusion_matrix(truth, prediction, labels=range(k)).ravel(),
        "oa": sk.accuracy_score(truth, prediction),
        "aa": sk.balanced_accuracy_score(truth, prediction),
        "adjustedAa": sk.balanced_accuracy_score(truth, prediction, adjusted=True),
        "kappa": sk.cohen_kappa_score(truth, prediction),
        "kappaLinear": sk.cohen_kappa_score(truth, prediction, labels=range(k), weights="linear"),
        "kappaQuadratic": sk.cohen_kappa_score(truth, prediction, labels=range(k), weights="quadratic"),
        "iou": sk.jaccard_score(truth, prediction, labels=range(k), average=None, zero_division=0),
    }
    for zero in (0, 1, np.nan):
        for name, average in (("macro", "macro"), ("micro", "micro"), ("weighted", "weighted"), ("perClass", None)):
            labels_ = range(k) if average is None else None
            p, r, f, _ = sk.precision_recall_fscore_support(
                truth, prediction, labels=labels_, average=average, zero_division=zero
            )
            expected[f"{name}/{zero}"] = {"precision": p, "recall": r, "f1": f}
    p, r, f, _ = sk.precision_recall_fscore_support(
        truth, prediction, labels=range(k), average="macro", zero_division=0
    )
    expected["macroAll"] = {"precision": p, "recall": r, "f1": f}
    return {"classes": k, "truth": truth, "prediction": prediction}, expected


def scores(rng, n):
    """Continuous, tied, heavily tied, nearly constant, perfectly right or wrong."""
    truth = (rng.random(n) < rng.choice([0.02, 0.3, 0.5, 0.9])).astype(int)
    truth[rng.integers(0, n)] = 1
    if truth.all():
        truth[0] = 0
    kind = rng.integers(0, 6)
    score = rng.normal(size=n) + truth * rng.choice([0.0, 0.5, 2.0])
    if kind == 1:
        score = np.round(score)
    if kind == 2:
        score = np.round(score / 3)
    if kind == 3:
        score = np.where(rng.random(n) < 0.9, 0.0, score)
    if kind == 4:
        score = truth.astype(float) if rng.random() < 0.5 else 1.0 - truth
    if kind == 5:
        score = np.float64(np.float32(1 / (1 + np.exp(-8 * score))))  # saturates: many exact ones
    return truth, score


def family(a, d, f):
    return [a, d, f]


def ranking(rng, n):
    truth, score = scores(rng, n)
    fpr, tpr, thresholds = sk.roc_curve(truth, score)
    every = sk.roc_curve(truth, score, drop_intermediate=False)
    precision, recall, steps = sk.precision_recall_curve(truth, score)
    expected = {
        "auc": sk.roc_auc_score(truth, score),
        "ap": sk.average_precision_score(truth, score),
        "fpr": fpr, "tpr": tpr, "thresholds": thresholds,
        "everyFpr": every[0], "everyTpr": every[1],
        "precision": precision, "recall": recall, "steps": steps,
    }
    if score.max() > score.min():
        scaled = (score - score.min()) / (score.max() - score.min())
        tau = np.linspace(0, scaled.max(), 1000)
        pd = np.array([(scaled[truth == 1] >= t).mean() for t in tau])
        pf = np.array([(scaled[truth == 0] >= t).mean() for t in tau])
        expected["exact"] = family(expected["auc"], scaled[truth == 1].mean(), scaled[truth == 0].mean())
        expected["official"] = family(abs(np.trapezoid(pd, pf)), np.trapezoid(pd, tau), np.trapezoid(pf, tau))
    return {"truth": truth, "scores": score}, expected


def multi_label(rng, n):
    k = int(rng.integers(1, 7))
    truth = (rng.random((n, k)) < rng.random(k)).astype(int)
    if k > 2:
        truth[:, 1] = 0
    truth[0, 0] = 1
    score = np.round(rng.random((n, k)) + truth * 0.3, int(rng.integers(1, 4)))
    ap = lambda average: sk.average_precision_score(truth, score, average=average)
    return {"labels": k, "truth": truth.ravel(), "scores": score.ravel()}, {
        "macro": np.mean([sk.average_precision_score(truth[:, j], score[:, j]) for j in range(k)]),
        "micro": ap("micro") if k > 1 else sk.average_precision_score(truth.ravel(), score.ravel()),
        "weighted": ap("weighted") if k > 1 else sk.average_precision_score(truth.ravel(), score.ravel()),
    }


def top_k(rng, n):
    k = int(rng.integers(3, 9))
    score = np.round(rng.random((n, k)), 1)
    truth = rng.integers(0, k, n)
    # scikit-learn puts the higher of two tied classes first; arg-max, and we, the lower. Mirrored, they are the same.
    mirrored = score[:, ::-1]
    return {"classes": k, "scores": score.ravel(), "truth": truth}, {
        "topK": [sk.top_k_accuracy_score(k - 1 - truth, mirrored, k=j, labels=range(k)) for j in range(1, k)],
    }


def calibration(rng, n):
    probability = np.round(rng.random(n), int(rng.integers(1, 5)))
    right = (rng.random(n) < probability).astype(int)
    right[:2] = [0, 1]
    bins = int(rng.integers(2, 12))
    k = int(rng.integers(2, 6))
    table = rng.random((n, k)) ** 3
    table /= table.sum(1, keepdims=True)
    truth = rng.integers(0, k, n)
    truth[:k] = range(k)
    curve = {}
    for strategy in ("uniform", "quantile"):
        accuracy, confidence = sklearn.calibration.calibration_curve(right, probability, n_bins=bins, strategy=strategy)
        curve[strategy] = {"accuracy": accuracy, "confidence": confidence}
    limits = np.linspace(0, 1, bins + 1)
    of = np.searchsorted(limits[1:-1], probability)
    gaps = [(abs(right[of == b].mean() - probability[of == b].mean()), (of == b).mean()) for b in set(of.tolist())]
    return {
        "bins": bins, "probability": probability, "right": right,
        "classes": k, "table": table.ravel(), "truth": truth,
    }, {
        "curve": curve,
        "ece": sum(gap * share for gap, share in gaps), "mce": max(gap for gap, _ in gaps),
        "brier": sk.brier_score_loss(right, probability),
        "brierMany": ((table - np.eye(k)[truth]) ** 2).sum(1).mean(),
        "logLoss": sk.log_loss(right, probability),
        "logLossMany": sk.log_loss(truth, table, labels=range(k)),
    }


def correlation(rng, n):
    n = max(n, 4)
    a = rng.normal(size=n)
    b = a * rng.normal() + rng.normal(size=n)
    if rng.random() < 0.5:
        a, b = np.round(a * 2), np.round(b * 2)
        a[:2], b[:2] = [7, -7], [1, 2]
    if rng.random() < 0.3:
        a = a + 1e6
    p, q = int(rng.integers(1, 6)), int(rng.integers(1, 40))
    x, y = rng.normal(size=(n, p)) + 3, rng.normal(size=(n, q))
    y[:, 0] += x[:, 0]
    xc, yc = x - x.mean(0), y - y.mean(0)
    norm = np.linalg.norm
    return {"a": a, "b": b, "samples": n, "x": x.ravel(), "y": y.ravel()}, {
        "pearson": scipy.stats.pearsonr(a, b)[0],
        "spearman": scipy.stats.spearmanr(a, b)[0],
        "ranks": scipy.stats.rankdata(b),
        "cka": norm(yc.T @ xc) ** 2 / (norm(xc.T @ xc) * norm(yc.T @ yc)),
    }


def quality(rng, n):
    h, w, c = int(rng.integers(7, 12)), int(rng.integers(7, 12)), int(rng.integers(2, 5))
    a = rng.random((h, w, c)) + 0.1
    b = a + rng.normal(size=a.shape) * 0.1 if rng.random() < 0.7 else rng.random(a.shape) + 0.1
    view = lambda x: np.lib.stride_tricks.sliding_window_view(x, (7, 7), axis=(0, 1)).reshape(-1, c, 49)
    x, y = view(a), view(b)
    mx, my = x.mean(-1), y.mean(-1)
    vx, vy = x.var(-1, ddof=1), y.var(-1, ddof=1)
    cov = ((x - mx[..., None]) * (y - my[..., None])).sum(-1) / 48
    c1, c2 = 0.01**2, 0.03**2
    angle = np.arccos((a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1))
    return {"height": h, "width": w, "bands": c, "a": a.ravel(), "b": b.ravel()}, {
        "ssim": ((2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))).mean(),
        "psnr": 10 * np.log10(1 / ((a - b) ** 2).mean()),
        "mae": sk.mean_absolute_error(a.ravel(), b.ravel()),
        "rmse": sk.root_mean_squared_error(a.ravel(), b.ravel()),
        "sam": np.degrees(angle).mean(),
    }


KINDS = [classification, ranking, multi_label, top_k, calibration, correlation, quality]

if __name__ == "__main__":
    seed, count, size = (int(argument) for argument in sys.argv[1:4])
    cases = []
    for kind in KINDS:
        for number in range(count):
            rng = np.random.default_rng([seed, number, len(kind.__name__)])
            inputs, outputs = kind(rng, int(rng.integers(max(6, size // 4), size + 1)))
            cases.append({"kind": kind.__name__, "inputs": inputs, "outputs": outputs})
    write(cases)
