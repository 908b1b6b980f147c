import type { Guard } from "./guard.js";

/** Values of the Python literals that occur in npy headers. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | readonly Literal[]
  | { readonly [key: string]: Literal };

/**
 * Reads the Python literal that heads an npy file: a dict of texts, numbers, True, False, None, tuples and lists. Nothing
 * is evaluated.
 */
export function pythonLiteral(text: string, guard: Guard): Literal {
  let at = 0;
  const fail = (reason: string): never => guard.fail("the header", `${reason} at character ${at}`);
  const blank = () => {
    while (at < text.length && /\s/.test(text[at]!)) at++;
  };
  const take = (mark: string): boolean => {
    blank();
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  const list = (close: string): Literal[] => {
    const items: Literal[] = [];
    while (!take(close)) {
      items.push(value());
      guard.count(1, "the header");
      if (!take(",")) {
        if (take(close)) break;
        fail(`expected , or ${close}`);
      }
    }
    return items;
  };
  const quoted = (quote: string): string => {
    let out = "";
    while (at < text.length && text[at] !== quote) {
      if (text[at] === "\\") at++;
      out += text[at++] ?? "";
    }
    if (at++ >= text.length) fail("a text does not end");
    return out;
  };
  const dict = (): Literal => {
    const out: Record<string, Literal> = Object.create(null);
    while (!take("}")) {
      const key = value();
      if (typeof key !== "string") fail("a key is no text");
      if (!take(":")) fail("expected :");
      out[key as string] = value();
      guard.count(1, "the header");
      if (!take(",")) {
        if (take("}")) break;
        fail("expected , or }");
      }
    }
    return { ...out };
  };
  const value = (): Literal =>
    guard.nested("the header", () => {
      blank();
      const mark = text[at];
      if (take("{")) return dict();
      if (take("(")) return list(")");
      if (take("[")) return list("]");
      if (mark === "'" || mark === '"') {
        at++;
        return quoted(mark);
      }
      const word = /^(True|False|None|-?\d{1,20})L?/.exec(text.slice(at, at + 24));
      if (!word) return fail("expected a value");
      at += word[0].length;
      if (word[1] === "True" || word[1] === "False") return word[1] === "True";
      return word[1] === "None" ? null : Number(word[1]);
    });
  const result = value();
  blank();
  // The header is padded with blanks; NumPy allows nothing else behind the dict.
  if (at < text.length) fail("something follows the dict");
  return result;
}
