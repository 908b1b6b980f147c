import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { opDef } from "../../../lib/device/capture/opdefs.js";
import { findNative } from "../../../lib/device/provision/find.js";
import { dumpOpList, opTable } from "../../support/opdefs.js";

const native = findNative();
const GENERATED = new URL("../../../lib/device/capture/opdefs.generated.ts", import.meta.url);

const source = (table: string) =>
  `// Written by test/device/capture/opdefs.test.ts (SWATH_UPDATE_OPDEFS=1) from the op list of TensorFlow itself.\nexport const OP_TABLE = \`${table}\`;\n`;

it.skipIf(!native.found)(
  "the committed op table is what the TensorFlow library says (skipped without it)",
  () => {
    if (!native.found) return;
    const table = opTable(dumpOpList(native.addon));
    if (process.env["SWATH_UPDATE_OPDEFS"]) writeFileSync(GENERATED, source(table));
    expect(readFileSync(GENERATED, "utf8")).toBe(source(table));
  },
);

it("an op's inputs name their type attributes", () => {
  expect(opDef("ConcatV2")?.inputs).toEqual(["N*T", "Tidx"]);
  expect(opDef("MatMul")?.attrs.has("transpose_a")).toBe(true);
  expect(opDef("NoSuchOp")).toBeUndefined();
});
