// Run by endurance.test.ts in processes of its own: `node endurance.mjs MODE`, prints one line of JSON.
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { capture, start, tf } from "../../../../dist/lib/device/index.js";
import * as nn from "../../../../dist/lib/nn/index.js";
import { seed } from "../../../../dist/lib/device/random/index.js";

await start({ engine: "native" });
const { binding } = tf.backend();
/** Typed arrays that TensorFlow has let go are freed in the event loop, after the garbage collector has seen them. */
const rss = async () => {
  for (let i = 0; i < 5; i++) {
    global.gc?.();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().rss / 2 ** 20;
};

/** A small convolutional network with batch norm, dropout and momentum: every kind of state there is. */
function network() {
  const [k1, k2, k3] = seed(1).split(3);
  const conv = nn.conv2d({ in: 3, out: 16, kernel: 3, padding: 1, key: k1 });
  const norm = nn.batchNorm({ channels: 16 });
  const drop = nn.dropout(0.2, { key: k3 });
  const head = nn.linear({ in: 16, out: 10, key: k2 });
  const model = nn.module("net", { conv, norm, drop, head }, (x) =>
    head(tf.mean(drop(nn.relu(norm(conv(x)))), [1, 2])),
  );
  const optimizer = nn.sgd({ momentum: 0.9 }).init(model.params);
  const step = (x, y, lr) => {
    const { loss, grads } = nn.valueAndGrad(() => nn.crossEntropy(model(x), y), model.params);
    optimizer.apply(grads, { lr });
    return loss;
  };
  return { model, optimizer, step, state: [model, optimizer] };
}

const x = tf.tensor4d(Float32Array.from({ length: 16 * 32 * 32 * 3 }, (_, i) => Math.sin(i)), [16, 32, 32, 3]);
const y = tf.tensor1d(
  Array.from({ length: 16 }, (_, i) => i % 10),
  "int32",
);
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`swath-capture-${process.pid}-`));

/**
 * What 2,000 more steps add, in MB: the smaller of two such stretches. A leak adds to both; the allocator opens another arena, or
 * V8 keeps another page of compiled code, in one of them now and then (5 MB mostly, 23 or 35 in one run of ten on a busy machine).
 */
async function grown(run) {
  const sizes = [await rss()];
  for (let i = 0; i < 2; i++) {
    run(2000);
    sizes.push(await rss());
  }
  return Math.min(sizes[1] - sizes[0], sizes[2] - sizes[1]);
}

const modes = {
  async captured() {
    const net = network();
    const step = capture(net.step, { state: net.state });
    const run = (n) => {
      for (let i = 0; i < n; i++) step(x, y, 0.01 / (1 + i)).dispose();
    };
    run(100);
    const tensors = binding.getNumOfTensors();
    return { grownMb: await grown(run), grownTensors: binding.getNumOfTensors() - tensors };
  },
  async eager() {
    const net = network();
    const run = (n) => {
      for (let i = 0; i < n; i++) tf.tidy(() => void net.step(x, y, tf.scalar(0.01 / (1 + i))));
    };
    run(100);
    const [tensors, known] = [binding.getNumOfTensors(), tf.memory().numTensors];
    return {
      grownMb: await grown(run),
      grownTensors: binding.getNumOfTensors() - tensors + tf.memory().numTensors - known,
    };
  },
  async cycles() {
    const net = network();
    const cycle = () => {
      const step = capture(net.step, { state: net.state });
      step(x, y, 0.01).dispose();
      step.dispose();
    };
    for (let i = 0; i < 20; i++) cycle();
    const [mb, tensors, known] = [await rss(), binding.getNumOfTensors(), tf.memory().numTensors];
    for (let i = 0; i < 30; i++) cycle();
    return {
      grownMb: (await rss()) - mb,
      grownTensors: binding.getNumOfTensors() - tensors + tf.memory().numTensors - known,
      sessions: binding.getNumOfSavedModels(),
      folders: leftovers().length,
    };
  },
  failed() {
    const net = network();
    let failures = 0;
    const fail = () => {
      const step = capture(
        (a, b) => {
          const loss = net.step(a, b, tf.scalar(0.1));
          loss.dataSync();
          return loss;
        },
        { state: net.state },
      );
      try {
        step(x, y);
      } catch {
        failures++;
      }
      step.dispose();
    };
    for (let i = 0; i < 5; i++) fail();
    const [tensors, known] = [binding.getNumOfTensors(), tf.memory().numTensors];
    for (let i = 0; i < 50; i++) fail();
    return {
      failures,
      grownTensors: binding.getNumOfTensors() - tensors + tf.memory().numTensors - known,
      sessions: binding.getNumOfSavedModels(),
      folders: leftovers().length,
    };
  },
  /** Two runs in one process from the same seed. */
  same() {
    const losses = () => {
      const net = network();
      const step = capture(net.step, { state: net.state });
      return Array.from({ length: 5 }, () => step(x, y, 0.05).dataSync()[0]);
    };
    return { first: losses(), second: losses() };
  },
  live() {
    const net = network();
    capture(net.step, { state: net.state })(x, y, 0.1);
    return { folders: leftovers().length };
  },
  exit3() {
    modes.live();
    process.exit(3);
  },
  throws() {
    modes.live();
    throw new Error("on purpose");
  },
};

const result = await modes[process.argv[2]]();
console.log(JSON.stringify({ ...result, tmp: existsSync(tmpdir()) }));
