const plain: Readonly<Record<string, string>> = {
  map: "map",
  attn_w: "ff_parser_attn_map.weight",
  attn_b: "ff_parser_attn_map.bias",
  conv_w: "conv2d.weight",
  conv_b: "conv2d.bias",
};

/** mdfl's short name of a frequency parser's weight in the words of the official code. */
export function mdflParserName(name: string): string {
  if (plain[name]) return plain[name];
  const [, i, j, what] = /^b([01])([12])_(w|b|g|be)$/.exec(name) ?? [];
  if (!what) throw new Error(`unknown weight ${name}`);
  const variable = { w: "proj.weight", b: "proj.bias", g: "norm.weight", be: "norm.bias" }[what];
  return `block.block${j}_all.${i}.${variable}`;
}
