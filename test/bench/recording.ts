/** TDDS's training loop beside its own bare captured step: what augmentation, copying and recording cost. */
import { parseArgs } from "node:util";
import { start } from "../../lib/device/engine.js";
import { integers, seed, uniform } from "../../lib/device/random/index.js";
import { tf } from "../../lib/device/tf.js";
import * as nn from "../../lib/nn/index.js";
import { networkFor, type Samples, standardOf, train } from "../../lib/papers/tdds/index.js";
import { trainingStep } from "../../lib/papers/tdds/train.js";
import { median, round } from "./support/statistics.js";

export const about = "TDDS's loop with and without recording, against its bare captured step";

const help = `npm run bench -- recording [--rounds N] [--steps N] [--batch N] [--json]

  --rounds N   how often each of the three has its turn; 4 unless told
  --steps N    steps of a turn; 12 unless told
  --batch N    128 unless told
  --json       print JSON instead of a table

ResNet-20 on random images of 32 x 32. The bare step gets the same tensors again and again; the loop cuts, flips and
standardises each batch, reads its loss and gives timers their turn; recording also reads all outputs and puts them in order.`;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "4" },
      steps: { type: "string", default: "12" },
      batch: { type: "string", default: "128" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const [rounds, steps, batch] = [values.rounds, values.steps, values.batch].map(Number) as [
    number,
    number,
    number,
  ];
  await start();
  const key = seed(1);
  const count = steps * batch;
  const samples: Samples = {
    count,
    shape: [32, 32, 3],
    data: Uint8Array.from(uniform(key.fold("images"), count * 3072, { max: 255 })),
    labels: Int32Array.from(integers(key.fold("labels"), [count], { max: 10 })),
    classes: 10,
  };
  const standard = standardOf(samples);
  const model = networkFor(samples, key.fold("network"));
  const optimizer = nn.sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }).init(model.params);
  const step = trainingStep(model, optimizer);
  const x = tf.tensor(new Float32Array(batch * 3072).fill(0.1), [batch, 32, 32, 3]);
  const y = tf.tensor1d(samples.labels.slice(0, batch), "int32");
  // Means of a turn.
  const times: Record<"bare" | "loop" | "recording", number[]> = { bare: [], loop: [], recording: [] };

  const bare = () => {
    const begin = performance.now();
    for (let i = 0; i < steps; i++) {
      const { loss, logits } = step(x, y, 0.01, 1);
      loss.dataSync();
      tf.dispose([loss, logits]);
    }
    times.bare.push((performance.now() - begin) / steps);
  };
  const loop = async (record: number) => {
    const other = networkFor(samples, key.fold("network"));
    const told: number[] = [];
    await train(other, samples, {
      epochs: 2,
      batch,
      standard,
      record,
      key,
      report: () => told.push(performance.now()),
    });
    // The first step records the graph. The turn of the epoch, where outputs are put in order, lies in between.
    times[record ? "recording" : "loop"].push((told.at(-1)! - told[0]!) / (told.length - 1));
    other.dispose();
  };
  step(x, y, 0.01, 1).loss.dataSync();
  for (let r = 0; r < rounds; r++) {
    bare();
    await loop(0);
    await loop(2);
  }
  const [one, two, three] = [times.bare, times.loop, times.recording].map(median) as [number, number, number];
  const result = {
    batch,
    bareMs: round(one, 1),
    loopMs: round(two, 1),
    recordingMs: round(three, 1),
    loopToBare: round(two / one, 3),
    recordingSpeed: round(two / three, 3),
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.table([
      { what: "bare captured step", "ms a step": result.bareMs },
      { what: "training loop", "ms a step": result.loopMs, "times the bare step": result.loopToBare },
      {
        what: "training loop, recording",
        "ms a step": result.recordingMs,
        "speed against not recording": result.recordingSpeed,
      },
    ]);
  }
}
