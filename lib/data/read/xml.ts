import type { Guard } from "./guard.js";

/** An element of an XML document: its name, its own text, its children. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads the part of XML that annotation files use: elements, attributes (skipped), text, comments. Document types are
 * refused, and with them entities that grow without bound or read other files.
 */
export function parseXml(text: string, guard: Guard): XmlElement {
  const root: Open = { name: "", text: "", children: [] };
  const stack: Open[] = [root];
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|([^<]+)/y;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match)
      guard.fail(
        `character ${at}`,
        `"${text.slice(at, at + 20).split("\n")[0]}" is not XML that is read here`,
      );
    const [whole, cdata, closing, name, attributes, plain] = match;
    const top = stack.at(-1)!;
    if (cdata !== undefined) top.text += cdata;
    else if (plain !== undefined) top.text += unescapeText(plain);
    else if (name !== undefined && closing === "/") {
      if (stack.length === 1 || top.name !== name)
        guard.fail(`character ${at}`, `</${name}> closes <${top.name}>`);
      stack.pop();
    } else if (name !== undefined) {
      guard.count(1, "the elements");
      const element: Open = { name, text: "", children: [] };
      top.children.push(element);
      if (!attributes?.endsWith("/")) stack.push(element);
      if (stack.length > guard.limits.depth)
        guard.fail(`character ${at}`, `nested deeper than ${guard.limits.depth} levels`);
    }
    at += whole.length;
  }
  if (stack.length > 1) guard.fail(`character ${at}`, `ends within <${stack.at(-1)!.name}>`);
  if (root.children.length !== 1) guard.fail("the document", `has ${root.children.length} roots`);
  return root.children[0]!;
}

function unescapeText(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN;
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      return (name && Object.hasOwn(entities, name) && entities[name]) || whole;
    },
  );
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((item) => item.name === name);
}
