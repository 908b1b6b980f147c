/** mdfl's short names of weights in the words of guided diffusion, which the library's modules have. */

function looked(names: Readonly<Record<string, string>>, name: string): string {
  const found = Object.hasOwn(names, name) ? names[name] : undefined;
  if (!found) throw new Error(`unknown weight ${name}`);
  return found;
}

const blocks: Readonly<Record<string, string>> = {
  n1_g: "in_layers.0.weight",
  n1_b: "in_layers.0.bias",
  c1_w: "in_layers.2.weight",
  c1_b: "in_layers.2.bias",
  e_w: "emb_layers.1.weight",
  e_b: "emb_layers.1.bias",
  n2_g: "out_layers.0.weight",
  n2_b: "out_layers.0.bias",
  c2_w: "out_layers.3.weight",
  c2_b: "out_layers.3.bias",
  s_w: "skip_connection.weight",
  s_b: "skip_connection.bias",
  n_g: "norm.weight",
  n_b: "norm.bias",
  qkv_w: "qkv.weight",
  qkv_b: "qkv.bias",
  o_w: "proj_out.weight",
  o_b: "proj_out.bias",
};

/** A weight of a residual block or of an attention block. */
export const blockName = (name: string): string => looked(blocks, name);

const parser: Readonly<Record<string, string>> = {
  map: "map",
  attn_w: "ff_parser_attn_map.weight",
  attn_b: "ff_parser_attn_map.bias",
  conv_w: "conv2d.weight",
  conv_b: "conv2d.bias",
};

/** A weight of a frequency parser. */
export function parserName(name: string): string {
  const [, i, j, what] = /^b([01])([12])_(w|b|g|be)$/.exec(name) ?? [];
  if (!what) return looked(parser, name);
  const variable = { w: "proj.weight", b: "proj.bias", g: "norm.weight", be: "norm.bias" }[what];
  return `block.block${j}_all.${i}.${variable}`;
}

const ends: Readonly<Record<string, string>> = {
  te0_w: "time_embed.0.weight",
  te0_b: "time_embed.0.bias",
  te1_w: "time_embed.2.weight",
  te1_b: "time_embed.2.bias",
  fin_g: "out.0.weight",
  fin_b: "out.0.bias",
  fin_w: "out.2.weight",
  fin_cb: "out.2.bias",
};
const variables: Readonly<Record<string, string>> = { w: "weight", b: "bias" };
const places: Readonly<Record<string, string>> = {
  in: "input_blocks",
  cond: "cond",
  out: "output_blocks",
};

/** A weight of the U-Net, whose decoder has no attention: an up-sampling is the second module of its entry. */
export function unetName(name: string): string {
  if (Object.hasOwn(ends, name)) return ends[name]!;
  const [, entry, letter] = /^in(\d+)_([wb])$/.exec(name) ?? [];
  if (entry && letter) return `input_blocks.${entry}.0.${entry === "0" ? "" : "op."}${variables[letter]}`;
  const [, place, k, rest] = /^(in|cond|mid|out)(\d+)\.(.+)$/.exec(name) ?? [];
  if (!place || !rest) throw new Error(`unknown weight ${name}`);
  const [, up] = /^up_([wb])$/.exec(rest) ?? [];
  if (up) return `output_blocks.${k}.1.conv.${variables[up]}`;
  const inner = place === "cond" ? parserName(rest) : blockName(rest);
  return place === "mid" ? `middle_block.${k}.${inner}` : `${places[place]}.${k}.0.${inner}`;
}
