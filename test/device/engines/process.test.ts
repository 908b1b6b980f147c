import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { whyNoWebgpu } from "./webgpu-driver.js";

const device = new URL("../../../dist/lib/device/index.js", import.meta.url).href;
const root = fileURLToPath(new URL("../../../", import.meta.url));

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
}

/** Runs a program of its own that has `start` and `tf`, as it would be written by a user, and waits for its end. */
function run(body: string, env: NodeJS.ProcessEnv = {}): Promise<End> {
  const code = `const { start, engine, tf } = await import(${JSON.stringify(device)});\n${body}`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: root,
      env: { ...process.env, SWATH_ENGINE: "", ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.on("close", (code, signal) => resolve({ code, signal, stdout: stdout.trim() }));
  });
}

const train = `
const w = tf.variable(tf.ones([3, 3, 2, 4]));
const x = tf.ones([1, 6, 6, 2]);
const optimizer = tf.train.sgd(0.001);
for (let i = 0; i < 3; i++) optimizer.minimize(() => tf.sum(tf.square(tf.conv2d(x, w, 1, "same"))));
`;

describe.each(["wasm", "cpu"])("a process on %s", (engine) => {
  it("ends by itself, with its own exit code", async () => {
    const body = `await start();${train} process.exitCode = 3; console.log(engine().name);`;
    expect(await run(body, { SWATH_ENGINE: engine })).toEqual({ code: 3, signal: null, stdout: engine });
  });
});

const reason = await whyNoWebgpu();

describe.skipIf(reason !== undefined)(`a process on webgpu${reason ? ` (not here: ${reason})` : ""}`, () => {
  const env = { SWATH_ENGINE: "webgpu" };

  it("ends by itself when its work is done, though the device lives", async () => {
    const body = `await start();${train} console.log(w.dataSync().length);`;
    expect(await run(body, env)).toEqual({ code: 0, signal: null, stdout: "72" });
  });

  it("stays until a read that is awaited has come", async () => {
    const body = `await start();${train} console.log((await w.data()).length);`;
    expect(await run(body, env)).toEqual({ code: 0, signal: null, stdout: "72" });
  });

  it("keeps its exit code when it is told to end with work in flight", async () => {
    const body = `await start();${train} console.log("going"); process.exit(5);`;
    expect(await run(body, env)).toEqual({ code: 5, signal: null, stdout: "going" });
  });

  it("does not crash when it ends in an error", async () => {
    const body = `await start();${train} console.log("going"); throw new Error("own");`;
    expect(await run(body, env)).toEqual({ code: 1, signal: null, stdout: "going" });
  });
});
