import { dirname } from "node:path";
import { provisionError } from "./errors.js";
import type { CheckStep } from "./plan.js";
import { lastLine, run } from "./process.js";

/** Runs in a process of its own: a library that does not fit the machine may end the process that loads it. */
const SCRIPT = `
const addon = require(process.argv[1]);
const id = addon.createTensor([2, 2], addon.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const no = (name) => ({ name, type: addon.TF_ATTR_BOOL, value: false });
const attributes = [no("transpose_a"), no("transpose_b"), { name: "T", type: addon.TF_ATTR_TYPE, value: addon.TF_FLOAT }];
const [product] = addon.executeOp("MatMul", attributes, [id, id], 1);
console.log(JSON.stringify({
  tensorflow: addon.TF_Version, product: [...addon.tensorDataSync(product.id)], gpu: addon.isUsingGpuDevice(),
}));
`;

/** What the freshly built addon said about itself. */
export interface Checked {
  readonly gpu: boolean;
}

/** Loads the addon elsewhere and multiplies [[1, 2], [3, 4]] by itself. */
export async function checkAddon(
  addon: string,
  step: CheckStep,
  options: { readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal },
): Promise<Checked> {
  const ended = await run(process.execPath, ["-e", SCRIPT, addon], options);
  const folder = dirname(dirname(addon));
  const mend = `this machine may lack what TensorFlow needs (a newer libstdc++ or glibc); if not, remove ${folder} and run it again`;
  if (ended.code !== 0) {
    const reason =
      ended.stderr.split("\n").find((line) => /^\w*Error: /.test(line)) ?? lastLine(ended.stderr);
    throw provisionError("the addon was built but does not load", mend, { reason, addon });
  }
  const said = JSON.parse(lastLine(ended.stdout)) as { tensorflow: string; product: number[]; gpu: boolean };
  if (said.tensorflow !== step.tensorflow || said.product.join() !== "7,10,15,22") {
    throw provisionError("the addon loads but answers wrongly", mend, {
      tensorflow: `${said.tensorflow}, expected ${step.tensorflow}`,
      product: `${said.product}, expected 7,10,15,22`,
    });
  }
  return { gpu: said.gpu };
}
