import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import * as nn from "../../nn/index.js";
import { channelAttention, spatialAttention } from "./attention.js";
import { cbr } from "./blocks.js";
import { type Fusion, type FusionSpec, oaf } from "./oaf.js";

/**
 * How the two sensors' features become one: the paper's `oaf`; the fusions by channel (c) and spatial (s) attention that its
 * code has for the ablation; and two plain ones that are ours, `sum` and `concat`.
 *
 * @example
 * ```ts
 * import { FUSIONS } from "swath/papers/mivit";
 *
 * FUSIONS.includes("sum"); // true
 * ```
 */
export const FUSIONS = ["oaf", "trans_c1_s1", "trans_s1_c1", "trans_cs_sc", "sum", "concat"] as const;
/** One of `FUSIONS`. */
export type FusionName = (typeof FUSIONS)[number];

/** Settings of {@link fusion}. */
export interface AnyFusionSpec extends FusionSpec {
  /** Of the channel attentions; 16 unless told. */
  readonly ratio?: number;
  /** eps of every batch norm; 1e-3 unless told. */
  readonly eps?: number;
}

/**
 * A fusion by its name (sheet, 3.2).
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { fusion } from "swath/papers/mivit";
 *
 * const fuse = fusion("trans_cs_sc", { channels: 16, key: seed(1) });
 * fuse(tf.ones([2, 8, 8, 16]), tf.zeros([2, 8, 8, 16])).shape; // [2, 8, 8, 16]
 * ```
 */
export function fusion(name: FusionName, spec: AnyFusionSpec): Fusion {
  if (name === "oaf") return oaf(spec);
  if (name === "sum" || name === "concat") return plain(name, spec);
  if (name === "trans_c1_s1" || name === "trans_s1_c1" || name === "trans_cs_sc") return attended(name, spec);
  throw new ValueError("fusion", `"${name}" is not known`, { mend: `choose one of ${FUSIONS.join(", ")}` });
}

function plain(name: "sum" | "concat", { channels = 64, eps = 1e-3, key }: AnyFusionSpec): Fusion {
  const conv = cbr({ in: name === "sum" ? channels : 2 * channels, out: channels, eps, key });
  return nn.module(name, { conv }, (a: Tensor, b: Tensor) =>
    tf.tidy(() => conv(name === "sum" ? tf.add(a, b) : tf.concat([a, b], 3))),
  );
}

/** x weighted by an attention to something, beside itself. */
const emphasised = (x: Tensor, attention: Tensor): Tensor => tf.add(tf.mul(x, attention), x);

function attended(name: "trans_c1_s1" | "trans_s1_c1" | "trans_cs_sc", spec: AnyFusionSpec): Fusion {
  const { channels = 64, ratio, eps = 1e-3, key } = spec;
  const conv = (at: number) => cbr({ in: channels, out: channels, eps, key: key.fold("con").fold(at) });
  const [con1, con2, con3, con4] = [conv(1), conv(2), conv(3), conv(4)];
  const byChannel = (k: Key) => channelAttention({ channels, ...(ratio && { ratio }), key: k });
  const ca = byChannel(key.fold("channel"));
  const sa = spatialAttention({ key: key.fold("spatial") });
  const both = name === "trans_cs_sc";
  const ca2 = both ? byChannel(key.fold("channel2")) : null;
  const sa2 = both ? spatialAttention({ key: key.fold("spatial2") }) : null;
  const parts = {
    con1,
    con2,
    con3,
    con4,
    // The official spelling.
    channle_module1: ca,
    spatial_module1: sa,
    channle_module2: ca2,
    spatial_module2: sa2,
  };
  return nn.module(name, parts, (a: Tensor, b: Tensor) =>
    tf.tidy(() => {
      const [c1, c2] = [con1(a), con2(b)];
      const [first, last] = name === "trans_c1_s1" ? [ca, sa] : [sa, ca];
      const u = emphasised(c2, both ? sa(emphasised(c1, ca(c1))) : first(c1));
      const [y2, y1] = [con3(u), con4(c1)];
      const final = ca2 && sa2 ? ca2(emphasised(y2, sa2(y2))) : last(y2);
      return tf.add(tf.add(tf.mul(y1, final), y1), y2);
    }),
  );
}
