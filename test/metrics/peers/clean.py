"""JSON without bare NaN or Infinity, and numpy arrays as plain lists."""
import json
import math
import sys

import numpy as np


def clean(value):
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return clean(value.tolist())
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    if isinstance(value, np.generic):
        return clean(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return value


def write(cases):
    json.dump([clean(case) for case in cases], sys.stdout, separators=(",", ":"))
