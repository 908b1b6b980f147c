/** Every golden case through the adapter of its kind, on the best engine that is here. */
import { beforeAll, describe, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { goldenFolder, ownFolder } from "./load.js";
import { PENDING } from "./pending.js";
import { goldenTests } from "./suite.js";

beforeAll(async () => {
  await start();
});

goldenTests(goldenFolder);

for (const kind of PENDING) it.todo(`pending: ${kind} (paper not built yet)`);

describe("allowed values that no shared case has", () => {
  goldenTests(ownFolder);
});
