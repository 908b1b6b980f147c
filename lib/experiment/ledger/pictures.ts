import { createHash } from "node:crypto";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../data/write/whole.js";
import { SwathError } from "../../errors.js";
import { encodePng } from "../../figures/png/encode.js";
import type { Picture } from "../paper.js";
import type { RunRecord } from "../record.js";

/** A ledger is no place for large images. */
const PIXELS = 512 * 512;

/**
 * Where a picture of a record lies: named by its content, so equal ones are kept once.
 *
 * @example
 * ```ts
 * import { pictureFile } from "swath/experiment";
 *
 * pictureFile("reports", "ab".repeat(32)); // "reports/ledger/pictures/abab….png"
 * ```
 */
export const pictureFile = (out: string, sha256: string): string =>
  join(out, "ledger", "pictures", `${sha256}.png`);

/** Writes the pictures of a run and gives what its record says of them. */
export async function keepPictures(
  out: string,
  pictures: Readonly<Record<string, Picture>>,
): Promise<RunRecord["pictures"]> {
  const kept: RunRecord["pictures"] = {};
  for (const [name, { title, width, height, data }] of Object.entries(pictures)) {
    if (data.length !== width * height || width * height > PIXELS) {
      throw new SwathError(
        "SHAPE",
        "reproduce",
        `the picture ${name} has ${data.length} values for ${width} x ${height}`,
        {
          mend: "give rows of grey values, at most 512 x 512",
        },
      );
    }
    const png = encodePng({ width, height, channels: 2, data: greyAndAlpha(data) }, { level: 9 });
    const sha256 = createHash("sha256").update(png).digest("hex");
    const file = pictureFile(out, sha256);
    await mkdir(join(out, "ledger", "pictures"), { recursive: true });
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (!there) await writeWhole(file, png);
    kept[name] = { title, width, height, sha256 };
  }
  return kept;
}

function greyAndAlpha(data: Picture["data"]): Uint8Array {
  const bytes = new Uint8Array(2 * data.length);
  const scale = data instanceof Uint8Array ? 1 : 255;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    bytes[2 * i] = Math.round(Math.min(255, Math.max(0, Number.isNaN(value) ? 0 : value * scale)));
    bytes[2 * i + 1] = Number.isNaN(value) ? 0 : 255;
  }
  return bytes;
}
