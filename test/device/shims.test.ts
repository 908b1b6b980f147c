import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNative } from "../../lib/device/provision/find.js";
import { prepareForNative } from "../../lib/device/shims.js";

const require = createRequire(import.meta.url);
const util = require("node:util") as Record<string, unknown>;
const packageFolder = dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));

/** Every name of `util` that the package's own files call. */
function called(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of readdirSync(join(packageFolder, "dist"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js") || file.endsWith("_test.js")) continue;
    const text = readFileSync(join(packageFolder, "dist", file), "utf8");
    const as = /(?:var|const) (\w+) = require\(["'](?:node:)?util["']\)/.exec(text)?.[1];
    if (as)
      for (const [, name] of text.matchAll(new RegExp(`\\b${as}\\.(\\w+)`, "g"))) names.add(name as string);
  }
  return names;
}

describe("prepareForNative", () => {
  const names = ["isNullOrUndefined", "isArray"];
  const before = names.map((name) => util[name]);
  beforeEach(() => {
    for (const name of names) delete util[name]; // as Node 23 has it
  });
  afterEach(() => {
    for (const [index, name] of names.entries()) util[name] = before[index];
  });

  it("restores every function of util that tfjs-node-gpu calls", () => {
    const names = called();
    expect([...names]).toContain("isNullOrUndefined");
    prepareForNative({});
    for (const name of names) expect(util[name], name).toBeTypeOf("function");
    const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, "", false].map((value) => isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([[], {}, new Float32Array(1)].map((value) => isArray?.(value))).toEqual([true, false, false]);
  });

  it("replaces those that Node 22 still has but warns of in the user's output", () => {
    const warning = () => {
      throw new Error("DeprecationWarning");
    };
    for (const name of names) util[name] = warning;
    prepareForNative({});
    for (const name of names) expect(util[name], name).not.toBe(warning);
  });

  it("leaves what the user has set", () => {
    const env = { TF_CPP_MIN_LOG_LEVEL: "0" };
    prepareForNative(env);
    expect(env).toEqual({ TF_CPP_MIN_LOG_LEVEL: "0", TF_ENABLE_ONEDNN_OPTS: "1" });
  });
});

const found = findNative();
const { TF_CPP_MIN_LOG_LEVEL: _, TF_ENABLE_ONEDNN_OPTS: __, ...env } = process.env;
const provisioned = found.found && !process.env["SWATH_NATIVE_DIR"];
const built = (path: string) => fileURLToPath(new URL(`../../dist/lib/device/${path}`, import.meta.url));

// The folder that SWATH_NATIVE_DIR names was not built by Swath, so it has no loader.
describe.skipIf(!provisioned)("the provisioned addon", () => {
  const load = `import(${JSON.stringify(built("shims.js"))}).then(({ prepareForNative }) => {
    prepareForNative();
    const addon = require(${JSON.stringify(found.found ? found.addon : "")});
    const id = addon.createTensor([1], addon.TF_FLOAT, new Float32Array([2]));
    const [sum] = addon.executeOp("AddV2", [{ name: "T", type: addon.TF_ATTR_TYPE, value: addon.TF_FLOAT }], [id, id], 1);
    console.log(addon.tensorDataSync(sum.id)[0]);
    console.error(process.argv.at(-1));
  })`;

  it("writes none of TensorFlow's lines to stderr, and leaves the user's", () => {
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", load, "mine"], { encoding: "utf8", env });
    expect(stdout).toBe("4\n");
    expect(stderr).toBe("mine\n");
  });

  it("does so in a worker thread too, whose environment is a copy", () => {
    const code = `new (require("node:worker_threads").Worker)(${JSON.stringify(load)}, { eval: true, argv: ["mine"] })`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", env });
    expect(stdout).toBe("4\n");
    expect(stderr).toBe("mine\n");
  });

  it("passes on why it cannot be loaded", () => {
    const code = `const { cpSync, mkdtempSync } = require("node:fs"); const { join } = require("node:path");
      const folder = mkdtempSync(join(require("node:os").tmpdir(), "swath-loader-"));
      cpSync(${JSON.stringify(found.found ? found.addon : "")}, join(folder, "tfjs_binding.node"));
      try { require(join(folder, "tfjs_binding.node")); } catch ({ message }) { console.log(message); }
      require("node:fs").rmSync(folder, { recursive: true });`;
    const said = execFileSync(process.execPath, ["-e", code], { encoding: "utf8" });
    expect(said).toMatch(/tfjs_addon\.so: cannot open shared object file|tfjs_addon\.so/);
  });
});
