import ts from "typescript";
import type { Inspection } from "../session/api.js";
import type { Converter } from "./converter.js";

const text = (parts: readonly ts.SymbolDisplayPart[] | undefined) =>
  (parts ?? []).map((part) => part.text).join("");

/** One tag of a documentation comment as Markdown. */
function tagLine(tag: ts.JSDocTagInfo): string {
  const body = text(tag.text).trim();
  if (tag.name === "example") {
    return body.includes("```") ? `**Example**\n\n${body}` : `**Example**\n\n\`\`\`ts\n${body}\n\`\`\``;
  }
  if (tag.name === "param") {
    const [, name = "", rest = ""] = /^(\S+)\s*-?\s*([\s\S]*)$/.exec(body) ?? [];
    return `- \`${name}\`: ${rest}`;
  }
  if (tag.name === "returns") return `**Returns** ${body}`;
  if (tag.name === "deprecated") return `**Deprecated** ${body}`;
  // tfjs marks its documentation groups this way; readers have no use for them.
  if (tag.name === "doc" || tag.name === "hidden") return "";
  return body ? `*@${tag.name}* ${body}` : "";
}

/** A place inside the name that the cursor touches: right behind a name, or inside a call's brackets, counts too. */
function placeOf(file: ts.SourceFile, code: string, cursor: number): number {
  const isName = (at: number) => /[\p{ID_Continue}$]/u.test(code[at] ?? "");
  if (isName(cursor)) return cursor;
  if (isName(cursor - 1)) return cursor - 1;
  let found = cursor;
  const visit = (node: ts.Node): void => {
    if (cursor < node.getStart(file) || cursor > node.end) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && cursor > node.expression.end) {
      const callee = node.expression;
      found = ts.isPropertyAccessExpression(callee) ? callee.name.getStart(file) : callee.getStart(file);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Signature and documentation of what stands at the cursor, null when nothing is known. */
export function inspectAt(converter: Converter, code: string, cursor: number): Inspection | null {
  const { cell } = converter.prepare(code);
  const { service, cellName } = converter.project;
  const place = placeOf(cell, code, Math.min(cursor, code.length));
  const info = service.getQuickInfoAtPosition(cellName, place);
  if (!info) return null;
  const signature = text(info.displayParts);
  const documentation = [text(info.documentation), ...(info.tags ?? []).map(tagLine)]
    .filter((part) => part.trim() !== "")
    .join("\n\n");
  const markdown = `\`\`\`ts\n${signature}\n\`\`\`${documentation ? `\n\n${documentation}` : ""}`;
  return {
    signature,
    documentation,
    data: {
      "text/markdown": markdown,
      "text/plain": documentation ? `${signature}\n\n${documentation}` : signature,
    },
  };
}
