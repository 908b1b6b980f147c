"""The peer of the benchmark metrics: pycocotools and scikit-learn on the files in a folder; prints JSON."""
import contextlib
import io
import json
import sys
import time

import numpy as np
import sklearn.metrics as sk
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

folder = sys.argv[1]


def timed(work):
    start, cpu = time.perf_counter(), time.process_time()
    values = work()
    return {
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
        "values": [float(value) for value in values],
    }


with open(f"{folder}/truth.json") as file:
    truth = json.load(file)
with open(f"{folder}/found.json") as file:
    found = json.load(file)
for number, one in enumerate(truth):
    one["id"] = number + 1
scores = np.fromfile(f"{folder}/scores.f64")
mask = np.fromfile(f"{folder}/truth.u8", np.uint8)
labels = np.fromfile(f"{folder}/labels.u8", np.uint8)
guesses = np.fromfile(f"{folder}/guesses.u8", np.uint8)


def coco():
    ids = sorted({one["image_id"] for one in found} | {one["image_id"] for one in truth})
    data = COCO()
    data.dataset = {
        "info": {}, "images": [{"id": i} for i in ids],
        "categories": [{"id": k} for k in range(80)], "annotations": truth,
    }
    data.createIndex()
    evaluation = COCOeval(data, data.loadRes(found), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation.stats


with contextlib.redirect_stdout(io.StringIO()):
    result = {
        "coco": timed(coco),
        "auc": timed(lambda: [sk.roc_auc_score(mask, scores)]),
        "ap": timed(lambda: [sk.average_precision_score(mask, scores)]),
        "roc": timed(lambda: [len(sk.roc_curve(mask, scores)[2])]),
        "confusion": timed(lambda: sk.confusion_matrix(labels, guesses).ravel()),
    }
print(json.dumps(result))
