import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { committed, goldenFolder } from "./load.js";

/** The kinds that the tables of a contract list: the first cell of each row, `` `paper/capability` ``. */
export const kindsOf = (contract: string): string[] =>
  [...contract.matchAll(/^\|\s*`([a-z0-9]+\/[a-z0-9-]+)`/gm)].map(([, kind]) => kind as string);

/** The contracts to hold the kinds against: the one beside the cases that run, where there is one, and the committed one. */
export const contracts = (): string[] =>
  [...new Set([goldenFolder, committed])]
    .map((folder) => join(folder, "README.md"))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
