import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { capture } from "../../../lib/device/capture/index.js";
import { candidates, start } from "../../../lib/device/engine.js";
import { type Scalar, type Tensor, tf, type Variable } from "../../../lib/device/tf.js";
import { pythonWith } from "../../support/python.js";

const native = (await candidates()).some(({ name, available }) => name === "native" && available);
const python = pythonWith("tensorflow");
const folder = mkdtempSync(join(tmpdir(), "swath-export-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const variable = (init: () => Tensor): Variable => tf.tidy(() => tf.variable(init())) as Variable;

describe.skipIf(!native)("an exported step (skipped without the native engine)", async () => {
  if (native) await start({ engine: "native" });

  const momentum = () => {
    const w = variable(() => tf.tensor2d([0.5, -0.25, 1, 0.75], [2, 2]));
    const m = variable(() => tf.zeros([2, 2]));
    const step = capture(
      (x: Tensor, options: { lr: Tensor }) => {
        const { value, grads } = tf.variableGrads(
          () => tf.mean(tf.square(tf.matMul(x as never, w as never))) as Scalar,
          [w],
        );
        m.assign(tf.add(tf.mul(m, 0.9), grads[w.name] as Tensor));
        w.assign(tf.sub(w, tf.mul(options.lr, m)));
        return { loss: value, weights: w };
      },
      { state: { w, m } },
    );
    return { w, m, step };
  };

  it("is a folder that appears whole and replaces an older one", () => {
    const { w, m, step } = momentum();
    const target = join(folder, "whole");
    expect(() => step.export(target)).toThrow(/has no graph yet; call it once/);
    const x = tf.eye(2);
    tf.dispose(step(x, { lr: 0.1 }));
    step.export(target);
    step.export(target);
    expect(readdirSync(target).sort()).toEqual(["saved_model.pb", "variables"]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    step.dispose();
    tf.dispose([w, m, x]);
  });

  it.skipIf(!python)(
    "runs in Python's TensorFlow to the same numbers, step after step (skipped without Python's tensorflow)",
    () => {
      const { w, m, step } = momentum();
      const x = tf.tensor2d([1, 2, -1, 0.5, 0.25, 3], [3, 2]);
      tf.dispose(step(x, { lr: 0.05 }));
      const target = join(folder, "python");
      step.export(target);
      const script = `
import json, sys
import tensorflow as tf
f = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
x = tf.constant([[1, 2], [-1, 0.5], [0.25, 3]], tf.float32)
out = []
for _ in range(3):
    r = f(x0=x, x1_lr=tf.constant(0.05))
    out.append({"loss": float(r["loss"]), "weights": r["weights"].numpy().ravel().tolist()})
print(json.dumps(out))
`;
      const printed = execFileSync(python as string, ["-c", script, target], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      const there = JSON.parse(printed) as { loss: number; weights: number[] }[];
      for (const want of there) {
        const { loss, weights } = step(x, { lr: 0.05 });
        expect(loss.dataSync()[0]).toBeAllClose(want.loss, { rtol: 1e-6 });
        expect(weights.dataSync()).toBeAllClose(want.weights, { rtol: 1e-6 });
        tf.dispose([loss, weights]);
      }
      step.dispose();
      tf.dispose([w, m, x]);
      expect(existsSync(join(target, "saved_model.pb"))).toBe(true);
    },
  );
});
