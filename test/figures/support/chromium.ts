import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A Chromium of this machine: `SWATH_CHROMIUM`, or the first one on the path; null where there is none. */
export function findChromium(): string | null {
  const given = process.env["SWATH_CHROMIUM"];
  if (given) return given;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}
