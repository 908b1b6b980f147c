import { type DomElement, type DomNode, isElement, TEXT } from "./nodes.js";

const escapeText = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const escapeAttribute = (text: string): string => escapeText(text).replace(/"/g, "&quot;");

/** Declarations with an empty value (`stroke-dasharray:;`) are legal nowhere and make resvg drop the whole style. */
function cleanStyle(style: string): string {
  return style
    .split(";")
    .map((rule) => rule.trim())
    .filter((rule) => rule.includes(":") && rule.slice(rule.indexOf(":") + 1).trim() !== "")
    .map((rule) => `${rule.slice(0, rule.indexOf(":")).trim()}: ${rule.slice(rule.indexOf(":") + 1).trim()};`)
    .join(" ");
}

const LINKING = new Set(["image", "use", "linearGradient", "radialGradient", "pattern"]);

/** An element as XML text, with the two namespaces declared at the root. */
export function serializeSvg(root: DomElement): string {
  const parts: string[] = [];
  write(root, parts, true);
  return parts.join("");
}

function write(node: DomNode, parts: string[], root: boolean): void {
  if (node.nodeType === TEXT) {
    parts.push(escapeText(node.textContent ?? ""));
    return;
  }
  if (!isElement(node)) return;
  parts.push("<", node.localName);
  const seen = new Set<string>();
  const put = (name: string, value: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    parts.push(" ", name, '="', escapeAttribute(value), '"');
  };
  if (root) {
    put("xmlns", "http://www.w3.org/2000/svg");
    put("xmlns:xlink", "http://www.w3.org/1999/xlink");
  }
  for (const { name, value } of node.attributes) {
    if (name.startsWith("xmlns") || name === "svg" || name === "xlink" || value === "null") continue;
    if (name === "style") {
      const style = cleanStyle(value);
      if (style) put("style", style);
    } else put(name === "href" && LINKING.has(node.localName) ? "xlink:href" : name, value);
  }
  if (node.childNodes.length === 0) {
    parts.push("/>");
    return;
  }
  parts.push(">");
  for (const child of node.childNodes) write(child, parts, false);
  parts.push("</", node.localName, ">");
}
