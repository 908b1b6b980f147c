/** Files in both directions with the safetensors package and PyTorch itself. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSafetensors } from "../../../lib/data/read/safetensors.js";
import { seed } from "../../../lib/device/random/index.js";
import { tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";

const python = process.env["SWATH_TEST_PYTHON"];
// Its own virtual environment: see CONTRIBUTING. The committed fixtures of test/nn/models were written by this package.
const there =
  python !== undefined && spawnSync(python, ["-c", "import torch, safetensors.torch"]).status === 0;

const folder = mkdtempSync(join(tmpdir(), "swath-python-"));
afterAll(() => rmSync(folder, { recursive: true }));

const network = (n: number) =>
  nn.resnet({ block: "basic", layers: [1, 1], widths: [4, 8], stem: "cifar", classes: 3, key: seed(n) });

const script = `
import sys
sys.path.insert(0, "test/bench/peers")
import models, torch
from safetensors.torch import load_file, save_file
model = models.ResNet(models.BasicBlock, [1, 1], [4, 8], 3, "cifar")
print(model.load_state_dict(load_file(sys.argv[1])))
model.eval()
x = torch.arange(2 * 3 * 8 * 8).reshape(2, 8, 8, 3).permute(0, 3, 1, 2) / 100
y = model(x)
save_file({**{k: v.contiguous() for k, v in model.state_dict().items()}, "answer": y.detach().contiguous()}, sys.argv[2])
`;

describe("a saved network", () => {
  it.skipIf(!there)("is loaded strictly by PyTorch, gives the same answer, and comes back", async () => {
    const model = network(1);
    const [ours, theirs] = [join(folder, "ours.safetensors"), join(folder, "theirs.safetensors")];
    await nn.save(model, ours);
    const said = execFileSync(python!, ["-c", script, ours, theirs], { encoding: "utf8" });
    expect(said).toContain("All keys matched");
    const x = tf.div(tf.reshape(tf.range(0, 384), [2, 8, 8, 3]), 100);
    const { tensors } = await readSafetensors(theirs);
    expect(model(x)).toBeAllClose(tensors["answer"], { rtol: 1e-4, atol: 1e-5 });
    const again = network(2);
    await nn.load(again, theirs, { rename: (name) => (name === "answer" ? null : name) });
    expect(again(x)).toBeAllClose(tensors["answer"], { rtol: 1e-4, atol: 1e-5 });
  });

  it("is read from a file that Python's safetensors wrote", async () => {
    const path = new URL("../models/fixtures/resnet-basic.safetensors", import.meta.url).pathname;
    const model = nn.resnet({ block: "basic", layers: [1, 1], widths: [4, 8], classes: 3, key: seed(1) });
    const { loaded, missing } = await nn.load(model, path, {
      strict: false,
      rename: (name) => (name.startsWith("model/") ? name.slice(6) : null),
    });
    expect(missing).toEqual([]);
    expect(loaded.length).toBe(Object.keys(model.params).length + Object.keys(model.buffers).length);
  });
});
