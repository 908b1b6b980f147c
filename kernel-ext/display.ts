import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Face, faceNowOrLater } from "./mime.js";
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

function showFace(
  face: Face,
  id: string,
  update: boolean,
  state: { file: string | null },
  folder: string,
): void {
  const session = host();
  if (!session) {
    state.file = writeFace(face, folder, state.file);
    return;
  }
  session.emit({ type: update ? "update" : "display", ...face, displayId: id });
}

const IS_HANDLE = Symbol.for("swath.display-handle");

/** Whether a value is what `display` returns: as a cell's last expression it is no result, it has shown itself. */
export const isDisplayHandle = (value: unknown): value is DisplayHandle =>
  typeof value === "object" && value !== null && IS_HANDLE in value;

/** What stands in for something that is still being drawn. */
function nameOf(value: unknown): string {
  const { alt } = value as { alt?: unknown };
  return typeof alt === "string" ? alt : "…";
}

function show(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const { id = randomUUID(), folder = "swath-output" } = options;
  const state = { file: null as string | null };
  let latest = 0;
  const put = (next: unknown, update: boolean): Promise<void> => {
    const order = ++latest;
    const now = faceNowOrLater(next);
    if (!(now instanceof Promise)) {
      showFace(now, id, update, state, folder);
      return Promise.resolve();
    }
    const session = host();
    // One that draws itself takes its place among what the cell prints at once; the picture is put there when ready.
    if (session && !update)
      showFace({ data: { "text/plain": nameOf(next) }, metadata: {} }, id, false, state, folder);
    const drawn = now.then((face) => {
      // What was shown in the meantime is newer.
      if (order === latest) showFace(face, id, update || session !== null, state, folder);
    });
    session?.hold(drawn);
    return drawn;
  };
  const shown = put(value, false);
  return { id, shown, update: (next) => put(next, true), [IS_HANDLE]: true } as DisplayHandle;
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
