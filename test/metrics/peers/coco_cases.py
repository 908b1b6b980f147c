"""Random and hard detection cases with what pycocotools says: python coco_cases.py SEED CASES > x.json"""
import contextlib
import io
import sys

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from clean import write


def boxes(rng, n, whole):
    """x, y, w, h of all three sizes, some exactly on the limits of the size ranges."""
    side = np.exp(rng.uniform(np.log(8), np.log(180), (n, 2)))
    corner = rng.uniform(0, 300, (n, 2))
    result = np.concatenate([corner, side], 1)
    if n and rng.random() < 0.3:
        result[0, 2:] = [32, 32] if rng.random() < 0.5 else [96, 96]
    return np.round(result) if whole else np.round(result, 2)


def image(rng, classes, hard):
    n = int(rng.integers(0, 9))
    truth = boxes(rng, n, hard)
    labels = rng.integers(0, classes, n)
    crowd = (rng.random(n) < 0.2).astype(int)
    areas = truth[:, 2] * truth[:, 3] * np.where(rng.random(n) < 0.5, 1, rng.uniform(0.5, 1, n))
    if hard and n > 2:
        truth[1], labels[1] = truth[0], labels[0]  # two objects in one place: the later must win
    m = int(rng.integers(0, 2 * n + 4))
    found = boxes(rng, m, hard)
    guess = rng.integers(0, classes, m)
    for i in range(m):
        if n and rng.random() < 0.75:
            j = int(rng.integers(0, n))
            shake = rng.normal(size=4) * rng.choice([0, 2, 8])
            found[i] = np.maximum(truth[j] + (np.round(shake) if hard else np.round(shake, 2)), [0, 0, 1, 1])
            guess[i] = labels[j]
    scores = np.round(rng.random(m), 1 if hard else 4)
    return {
        "found": {"boxes": found.ravel(), "scores": scores, "classes": guess},
        "truth": {"boxes": truth.ravel(), "classes": labels, "crowd": crowd, "areas": areas},
    }


def reference(images, classes, caps):
    annotations, results = [], []
    for number, one in enumerate(images):
        truth, found = one["truth"], one["found"]
        for i, label in enumerate(truth["classes"]):
            box = truth["boxes"].reshape(-1, 4)[i]
            annotations.append({
                "id": len(annotations) + 1, "image_id": number, "category_id": int(label), "bbox": box.tolist(),
                "area": float(truth["areas"][i]), "iscrowd": int(truth["crowd"][i]),
            })
        for i, label in enumerate(found["classes"]):
            box = found["boxes"].reshape(-1, 4)[i]
            results.append({
                "image_id": number, "category_id": int(label), "bbox": box.tolist(), "score": float(found["scores"][i]),
            })
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "info": {}, "images": [{"id": i} for i in range(len(images))],
            "categories": [{"id": k} for k in range(classes)], "annotations": annotations,
        }
        coco.createIndex()
        detections = coco.loadRes(results) if results else COCO()
        evaluation = COCOeval(coco, detections, "bbox")
        if not results:
            evaluation.params.imgIds, evaluation.params.catIds = list(range(len(images))), list(range(classes))
        evaluation.params.maxDets = list(caps)
        evaluation.evaluate()
        evaluation.accumulate()
        mean = lambda x: float(np.mean(x[x > -1])) if (x > -1).any() else -1.0
        precision, recall = evaluation.eval["precision"], evaluation.eval["recall"]
    # The twelve figures by pycocotools' own definition; its summarize() knows no other caps than 1, 10, 100 for AP.
    figures = [
        mean(precision[:, :, :, 0, 2]), mean(precision[0, :, :, 0, 2]), mean(precision[5, :, :, 0, 2]),
        *(mean(precision[:, :, :, size, 2]) for size in (1, 2, 3)),
        *(mean(recall[:, :, 0, cap]) for cap in (0, 1, 2)),
        *(mean(recall[:, :, size, 2]) for size in (1, 2, 3)),
    ]
    if list(caps) == [1, 10, 100]:
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation.summarize()
        assert np.abs(evaluation.stats - figures).max() == 0
    return {
        "figures": figures,
        "perClass": [mean(precision[:, :, k, 0, 2]) for k in range(classes)],
        "perClass50": [mean(precision[0, :, k, 0, 2]) for k in range(classes)],
        "perThreshold": [mean(precision[t, :, :, 0, 2]) for t in range(10)],
        "precision": precision[0, :, 0, 2, 2],
        "recall": recall[3, :, 0, 2],
    }


if __name__ == "__main__":
    seed, count = (int(argument) for argument in sys.argv[1:3])
    cases = []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        classes = int(rng.integers(1, 5))
        caps = [1, 10, 100] if number % 3 else [1, 2, 3]
        images = [image(rng, classes, number % 2 == 1) for _ in range(int(rng.integers(1, 8)))]
        if number % 7 == 5:  # nothing found at all
            for one in images:
                one["found"] = {"boxes": np.zeros(0), "scores": np.zeros(0), "classes": np.zeros(0, int)}
        cases.append({
            "kind": "coco", "inputs": {"classes": classes, "caps": caps, "images": images},
            "outputs": reference(images, classes, caps),
        })
    write(cases)
