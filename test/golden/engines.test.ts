/** The golden cases on the engines that have no native operations. */
import { beforeAll, describe } from "vitest";
import { start } from "../../lib/device/engine.js";
import { engines } from "../support/engines.js";
import { type CaseFile, goldenFolder, ownFolder } from "./load.js";
import { goldenTests } from "./suite.js";

/** Whole networks, which take minutes without native operations; their parts run here. */
const heavy = new Set(["feddiff/unet", "feddiff/unet-forward", "mivit/network"]);
const light = ({ kind }: CaseFile): boolean => !heavy.has(kind);

describe.each(engines.filter((name) => name !== "native"))("%s", (engine) => {
  beforeAll(async () => {
    await start({ engine });
  });
  goldenTests(goldenFolder, light);
  goldenTests(ownFolder, light);
});
