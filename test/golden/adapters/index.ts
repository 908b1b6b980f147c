import type { GoldenAdapters } from "../contract.js";
import { dianet } from "./dianet.js";
import { feddiff } from "./feddiff.js";
import { mdfl } from "./mdfl.js";
import { mivit } from "./mivit.js";
import { sarnet } from "./sarnet.js";
import { stad } from "./stad.js";
import { swimdiff } from "./swimdiff.js";
import { tdds } from "./tdds.js";

/** All adapters by paper. */
export const PAPERS: Readonly<Record<string, GoldenAdapters>> = {
  dianet,
  feddiff,
  mdfl,
  mivit,
  sarnet,
  stad,
  swimdiff,
  tdds,
};

/** All adapters by kind: each kind begins with its paper's name, so none can stand twice. */
export const ADAPTERS: GoldenAdapters = Object.assign({}, ...Object.values(PAPERS));
