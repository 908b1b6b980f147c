import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

const DUMP = `
#include <cstdio>
#include <cstddef>
extern "C" {
typedef struct TF_Buffer { const void* data; size_t length; void (*free)(void*, size_t); } TF_Buffer;
TF_Buffer* TF_GetAllOpList();
}
int main() { TF_Buffer* list = TF_GetAllOpList(); fwrite(list->data, 1, list->length, stdout); }
`;

/** Asks the TensorFlow library beside an addon for its op list (a serialised OpList), through a few lines of C++. */
export function dumpOpList(addon: string): Uint8Array {
  const besides = [dirname(addon), join(dirname(addon), "..", "tensorflow")];
  const libraries = besides.find((path) => existsSync(join(path, "libtensorflow_cc.so.2"))) ?? dirname(addon);
  const folder = mkdtempSync(join(tmpdir(), "swath-opdefs-"));
  try {
    writeFileSync(join(folder, "dump.cc"), DUMP);
    const program = join(folder, "dump");
    execFileSync("g++", [
      join(folder, "dump.cc"),
      "-o",
      program,
      `-L${libraries}`,
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      `-Wl,-rpath,${libraries}`,
    ]);
    return execFileSync(program, { maxBuffer: 1 << 24, stdio: ["ignore", "pipe", "ignore"] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Fields = Map<number, (string | number | Uint8Array)[]>;

function fields(bytes: Uint8Array): Fields {
  const out: Fields = new Map();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    const list = out.get(no) ?? [];
    out.set(no, list);
    if (type === WireType.LengthDelimited) list.push(reader.bytes());
    else if (type === WireType.Varint) list.push(Number(reader.uint64()));
    else reader.skip(type, no);
  }
  return out;
}

const text = (value: string | number | Uint8Array | undefined) =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : "";

/**
 * Writes each op as one line: name | inputs | attributes. An input is `T` (type attribute T), `N*T` (a list of N of
 * type T), `@Tin` (a list whose types are the attribute Tin) or `.` (a fixed type; `N*.` a list of those).
 */
export function opTable(opList: Uint8Array): string {
  const lines = (fields(opList).get(1) ?? []).map((op) => {
    const def = fields(op as Uint8Array);
    const inputs = (def.get(2) ?? []).map((arg) => {
      const a = fields(arg as Uint8Array);
      if (a.has(6)) return `@${text(a.get(6)![0])}`;
      const type = a.has(4) ? text(a.get(4)![0]) : ".";
      return a.has(5) ? `${text(a.get(5)![0])}*${type}` : type;
    });
    const attrs = (def.get(4) ?? []).map((attr) => text(fields(attr as Uint8Array).get(1)![0]));
    return `${text(def.get(1)![0])}|${inputs.join(" ")}|${attrs.join(" ")}`;
  });
  return lines.sort().join("\n");
}
