import { createHash } from "node:crypto";
import { ValueError } from "../errors.js";

/** Plain data as text that depends on its content alone: keys sorted, numbers as JavaScript writes them. */
export function canonical(value: unknown, where = "setting"): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw notPlain(where, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => canonical(item, `${where}[${i}]`)).join(",")}]`;
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const fields = Object.entries(value as object)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, `${where}.${key}`)}`).join(",")}}`;
  }
  throw notPlain(where, typeof value);
}

const notPlain = (where: string, what: string) =>
  new ValueError("reproduce", `${where} is ${what}: what a run depends on must be plain data`, {
    mend: "use finite numbers, texts, booleans, null, lists and records of those",
  });

/** The digest that names a run or a stage by what it depends on: 12 hexadecimal digits. */
export const digest = (value: unknown): string =>
  createHash("sha256").update(canonical(value)).digest("hex").slice(0, 12);
