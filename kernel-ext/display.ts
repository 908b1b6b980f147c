import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Face, faceNow, faceOf } from "./mime.js";
import { host } from "./scope/host.js";
import type { MimeBundle } from "./session/events.js";

/** How something is shown. */
export interface DisplayOptions {
  /** A name under which the output can be updated; `display` makes one up unless told. */
  readonly id?: string;
  /** Outside a notebook: the folder for the file; `swath-output` in the working directory unless told. */
  readonly folder?: string;
}

/** An output that can be shown anew in its place. */
export interface DisplayHandle {
  readonly id: string;
  /** Puts another value in the output's place. */
  update(value: unknown): Promise<void>;
  /** Resolves when the first face is shown (values may take a moment to draw themselves). */
  readonly shown: Promise<void>;
}

/** File endings, best form first: what a script leaves behind. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ["text/html", "html"],
  ["image/svg+xml", "svg"],
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
  ["image/gif", "gif"],
  ["application/pdf", "pdf"],
  ["text/markdown", "md"],
  ["text/latex", "tex"],
  ["application/json", "json"],
];

const isBinary = (type: string) => /^(?:image\/(?!svg)|application\/pdf)/.test(type);

let written = 0;

/** In a plain script: the best form goes into a file whose path is printed; text is printed itself. */
function writeFace({ data }: Face, folder: string, file: string | null): string | null {
  for (const [type, ending] of ENDINGS) {
    const part = data[type];
    if (part === undefined) continue;
    mkdirSync(folder, { recursive: true });
    const path = file ?? resolve(join(folder, `display-${String(++written).padStart(3, "0")}.${ending}`));
    if (typeof part !== "string") writeFileSync(path, JSON.stringify(part, null, 2));
    else writeFileSync(path, isBinary(type) ? Buffer.from(part, "base64") : part);
    process.stdout.write(`${path}\n`);
    return path;
  }
  process.stdout.write(`${String(data["text/plain"])}\n`);
  return null;
}

function showFace(face: Face, id: string, update: boolean, state: { file: string | null }, folder: string): void {
  const session = host();
  if (!session) {
    state.file = writeFace(face, folder, state.file);
    return;
  }
  session.emit({ type: update ? "update" : "display", ...face, displayId: id });
}

function show(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const { id = randomUUID(), folder = "swath-output" } = options;
  const state = { file: null as string | null };
  const put = (next: unknown, update: boolean): Promise<void> => {
    // A face that is there at once keeps its place among what the cell prints.
    const now = faceNow(next);
    if (now) {
      showFace(now, id, update, state, folder);
      return Promise.resolve();
    }
    return faceOf(next).then((face) => showFace(face, id, update, state, folder));
  };
  const shown = put(value, false);
  return { id, shown, update: (next) => put(next, true) };
}

/** Something that is nothing but the given forms. */
function bundle(data: MimeBundle, metadata: MimeBundle = {}): { [key: symbol]: () => Face } {
  return { [Symbol.for("Jupyter.display")]: () => ({ data, metadata }) };
}

const form =
  (type: string) =>
  (content: string | Uint8Array | object, options?: DisplayOptions): DisplayHandle => {
    const text = typeof content === "string" ? content : `<${type}>`;
    return show(bundle({ [type]: content, "text/plain": text }), options);
  };

/** What `display` is: a function with a few shorthands for ready-made forms. */
export interface Display {
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Shows a MIME bundle as it is. */
  bundle(data: MimeBundle, metadata?: MimeBundle, options?: DisplayOptions): DisplayHandle;
  html(content: string, options?: DisplayOptions): DisplayHandle;
  markdown(content: string, options?: DisplayOptions): DisplayHandle;
  latex(content: string, options?: DisplayOptions): DisplayHandle;
  svg(content: string, options?: DisplayOptions): DisplayHandle;
  png(content: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  jpeg(content: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  json(content: object, options?: DisplayOptions): DisplayHandle;
  /** Forgets what the cell has shown; with `wait` only when something new comes. */
  clear(options?: { readonly wait?: boolean }): void;
}

/**
 * Shows a value in its richest form: in a notebook below the cell, in a script as a file whose path is printed. An
 * object shows itself through `[Symbol.for("Jupyter.display")]()`, which returns a MIME bundle.
 *
 * @example
 * ```ts
 * import { display } from "swath/notebook";
 *
 * const handle = display({ a: 1 });
 * await handle.update({ a: 2 });
 * ```
 */
export const display: Display = Object.assign(show, {
  bundle: (data: MimeBundle, metadata?: MimeBundle, options?: DisplayOptions) =>
    show(bundle(data, metadata), options),
  html: form("text/html"),
  markdown: form("text/markdown"),
  latex: form("text/latex"),
  svg: form("image/svg+xml"),
  png: form("image/png"),
  jpeg: form("image/jpeg"),
  json: form("application/json"),
  clear: ({ wait = false }: { readonly wait?: boolean } = {}) => host()?.emit({ type: "clear", wait }),
});
