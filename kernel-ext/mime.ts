import { inspect } from "node:util";
import type { MimeBundle } from "./session/events.js";

/** A value's face: the forms it can be shown in, and facts about them (a picture's size, say). */
export interface Face {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
}

/** Under this key an object brings its own face; Deno's kernel knows the same one. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** Shows values of one kind; null leaves them to the next. */
export type Formatter = (value: unknown) => Face | MimeBundle | null | Promise<Face | MimeBundle | null>;

const formatters: Formatter[] = [];

/**
 * Adds a formatter for values that cannot bring their own face (a typed array, another library's table). The latest is
 * asked first.
 *
 * @example
 * ```ts
 * import { registerFormatter } from "swath/notebook";
 *
 * registerFormatter((value) => (value instanceof Date ? { "text/plain": value.toISOString() } : null));
 * ```
 */
export function registerFormatter(formatter: Formatter): void {
  formatters.unshift(formatter);
}

const isFace = (value: object): value is Face =>
  "data" in value && typeof value.data === "object" && !("text/plain" in value);

/** A bundle as it may travel: binary parts in base64, and always a text for those who show nothing else. */
function complete(face: Face | MimeBundle, value: unknown): Face {
  const { data, metadata } = isFace(face) ? face : { data: face, metadata: {} };
  const out: Record<string, unknown> = {};
  for (const [type, part] of Object.entries(data)) {
    if (part === undefined || part === null) continue;
    out[type] = part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part;
  }
  out["text/plain"] ??= plain(value);
  return { data: out, metadata: metadata ?? {} };
}

/** The text form of a value, short enough for a notebook. */
export function plain(value: unknown): string {
  return inspect(value, { depth: 3, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
}

/** Asks the value itself, then the formatters, then falls back to text. A promise where the face takes time to make. */
export function faceNowOrLater(value: unknown): Face | Promise<Face> {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return textFace(value);
  const own = (value as Record<symbol, unknown>)[DISPLAY];
  const asked = [...(typeof own === "function" ? [own.bind(value) as Formatter] : []), ...formatters];
  return askInTurn(value, asked);
}

/** Like {@link faceNowOrLater}, for whoever waits anyway. */
export const faceOf = async (value: unknown): Promise<Face> => faceNowOrLater(value);

const textFace = (value: unknown): Face => ({ data: { "text/plain": plain(value) }, metadata: {} });

function askInTurn(value: unknown, asked: readonly Formatter[]): Face | Promise<Face> {
  for (const [i, formatter] of asked.entries()) {
    const shown = formatter(value);
    if (shown instanceof Promise) {
      return shown.then((face) =>
        isShown(face) ? complete(face, value) : askInTurn(value, asked.slice(i + 1)),
      );
    }
    if (isShown(shown)) return complete(shown, value);
  }
  return textFace(value);
}

const isShown = (face: Face | MimeBundle | null): face is Face | MimeBundle =>
  typeof face === "object" && face !== null;
