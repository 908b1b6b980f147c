import { ValueError } from "../../lib/errors.js";
import { byNearness, nearest } from "../../lib/nearest.js";
import { host } from "./host.js";

/*
 * A misspelt column is the commonest mistake with a table. Arquero answers `Invalid column reference: ""` (orderby,
 * groupby, join …), fails somewhere inside (array, get, objects), or says nothing at all (functions in `escape`, `not`,
 * the anchor of relocate). When a cell imports Arquero, its verbs are taught to name the column, those that there are,
 * and what to do. What is right runs as before.
 */

/** What is asked of a table of Arquero's. */
interface ColumnTable {
  columnNames(): readonly string[];
}
type Verb = (this: ColumnTable, ...args: unknown[]) => unknown;

/** The arguments of a verb that name columns of the table itself and of the one that it is joined with. */
interface Named {
  readonly own?: (args: readonly unknown[]) => readonly unknown[];
  readonly other?: (args: readonly unknown[]) => readonly unknown[];
}

const option = (value: unknown, ...names: readonly string[]): readonly unknown[] =>
  names.map((name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name]);

/** The keys of a join: one for both tables, or one for each. */
const key = (side: 0 | 1) => (args: readonly unknown[]) => {
  const on = args[1];
  if (!Array.isArray(on)) return [on];
  return [on.length === 1 ? on[0] : on[side]];
};
const joined: Named = {
  own: (args) => [...key(0)(args), ...(Array.isArray(args[2]) ? [args[2][0]] : [])],
  other: (args) => [...key(1)(args), ...(Array.isArray(args[2]) ? [args[2][1]] : [])],
};
const matched: Named = { own: key(0), other: key(1) };
const all: Named = { own: (args) => args };
const first: Named = { own: (args) => args.slice(0, 1) };
const columnsOption: Named = { own: (args) => option(args[0], "columns") };

/** The verbs that name columns, whether as text or in functions. */
const VERBS: Readonly<Record<string, Named>> = {
  ...{ filter: {}, derive: {}, rollup: {} },
  ...{ select: all, rename: all, groupby: all, orderby: all, dedupe: all },
  ...{ fold: first, spread: first, unroll: first, impute: first },
  ...{ array: first, get: first, getter: first, values: first },
  pivot: { own: (args) => args.slice(0, 2) },
  relocate: { own: (args) => [args[0], ...option(args[1], "before", "after")] },
  sample: { own: (args) => option(args[1], "weight") },
  ...{ join: joined, join_left: joined, join_right: joined, join_full: joined, cross: {} },
  ...{ semijoin: matched, antijoin: matched },
  lookup: { own: key(0), other: (args) => [...key(1)(args), ...args.slice(2)] },
  ...{ objects: columnsOption, print: columnsOption, toArrow: columnsOption, toArrowIPC: columnsOption },
  ...{ toCSV: columnsOption, toHTML: columnsOption, toJSON: columnsOption, toMarkdown: columnsOption },
};

/** The verbs whose objects have columns as keys; elsewhere keys are the names of what is made. */
const KEYED = new Set(["select", "rename", "relocate", "impute", "objects", "print"]);

const isTable = (value: unknown): value is ColumnTable =>
  typeof (value as Partial<ColumnTable> | null)?.columnNames === "function";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The column names in an argument: texts, lists of them, `desc("…")`, and keys where keys are columns. */
function namesIn(part: unknown, keyed: boolean): readonly string[] {
  if (typeof part === "string") return [part];
  if (Array.isArray(part)) return part.flatMap((one) => namesIn(one, keyed));
  if (part instanceof Map) return [...part.keys()].filter((name) => typeof name === "string");
  if (!isObject(part)) return [];
  if ("expr" in part) return namesIn(part["expr"], false);
  return keyed ? Object.keys(part) : [];
}

/** Arquero shows the place in the function's text: `d.nam`, `d["nam"]`, or the name alone where it was taken apart. */
function nameInMessage(message: string): { readonly name: string; readonly of: string } | null {
  const place =
    /^(?:Invalid column reference|Unrecognized column|Invalid impute column):? "?([\s\S]*?)"?$/.exec(
      message,
    )?.[1];
  if (!place) return null;
  const found = /^(?:(\w+)\s*\.\s*)?([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(place);
  if (found) return { of: found[1] ?? "", name: found[2]! };
  const quoted = /^(\w+)\s*\[\s*(["'`])([\s\S]*)\2\s*\]$/.exec(place);
  return quoted ? { of: quoted[1]!, name: quoted[3]! } : null;
}

const quote = (name: string) => JSON.stringify(name);

/** How many columns are listed. */
const LISTED = 12;

function noColumn(verb: string, name: string, table: ColumnTable, which: string, hint?: string): ValueError {
  const names = table.columnNames();
  const near = nearest(name, names);
  const ranked = byNearness(name, names).map((one) => quote(one.name));
  const more = ranked.length - LISTED;
  const list = `${ranked.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const there = names.length === 0 ? "it has none at all" : `nearest first, it has ${list}`;
  return new ValueError(verb, `${which} has no column ${quote(name)}; ${there}`, {
    mend: hint ?? (near ? `write ${quote(near)}` : names.length ? "take one of these" : "fill it first"),
  });
}

/** The second parameter of a function of two rows. */
const secondName = (fn: unknown) => /^\s*\(?\s*\w+\s*,\s*(\w+)/.exec(String(fn))?.[1];

/** What Arquero's own error means, when it is about a column or a variable; null when it is about something else. */
function explain(
  error: unknown,
  verb: string,
  table: ColumnTable,
  args: readonly unknown[],
): ValueError | null {
  const message = error instanceof Error ? error.message : "";
  const other = isTable(args[0]) ? args[0] : null;
  const misses = (one: ColumnTable, name: string) => !one.columnNames().includes(name);
  // Names that were given as text first: of those Arquero's message shows a wrong cut-out, or none.
  const keyed = KEYED.has(verb) || verb.startsWith("to");
  for (const part of ["own", "other"] as const) {
    const one = part === "own" ? table : other;
    if (!one) continue;
    const names = namesIn(VERBS[verb]?.[part]?.(args) ?? [], keyed);
    const missing = names.find((name) => misses(one, name));
    if (missing !== undefined)
      return noColumn(verb, missing, one, one === table ? "the table" : "the other table");
  }
  const told = nameInMessage(message);
  if (told) {
    const isSecond = args.some((arg) => typeof arg === "function" && secondName(arg) === told.of);
    const one = isSecond && other ? other : table;
    const which = one === table ? "the table" : "the other table";
    if (misses(one, told.name)) {
      const made = (verb === "derive" || verb === "rollup") && isObject(args[0]) && told.name in args[0];
      const hint = `what this ${verb} makes is there after it: make ${quote(told.name)} in a ${verb} of its own before`;
      return noColumn(verb, told.name, one, which, made ? hint : undefined);
    }
  }
  const variable = /^Invalid variable reference: "([^"]+)"/.exec(message)?.[1];
  return variable === undefined ? null : unseen(verb, variable, args);
}

/** Arquero compiles a function's text anew, far from the variables around it. */
function unseen(verb: string, variable: string, args: readonly unknown[]): ValueError {
  // What earlier cells have made is a property of `exports` in the text that Arquero reads.
  const texts = args.flatMap((arg) => (isObject(arg) ? Object.values(arg) : [arg])).map(textOf);
  const name =
    variable === "exports"
      ? (texts.flatMap((text) => [...text.matchAll(/\bexports\.([\w$]+)(?![\w$.])/g)]).find(Boolean)?.[1] ??
        "a variable")
      : variable;
  return new ValueError(verb, `Arquero reads the function's text and does not see ${name}`, {
    mend: `write escape(d => …) around the function, or table.params({ ${name} }).${verb}((d, $) => … $.${name} …)`,
  });
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "";
  }
}

/** Without the frames of Arquero, from whose depth it is thrown. */
function direct(error: ValueError): ValueError {
  const lines = (error.stack ?? "").split("\n");
  error.stack = lines.filter((line) => !/[\\/]node_modules[\\/]arquero[\\/]/.test(line)).join("\n");
  return error;
}

/** Names that every object answers to. */
const common = (name: PropertyKey) =>
  typeof name === "symbol" || name in Object.prototype || name === "then" || name === "toJSON";

/**
 * `escape(fn)` is handed rows as plain objects, where a misspelt column is `undefined`. The first row that it gets is
 * one that knows its columns; the others cost nothing.
 */
function minding(fn: Verb, verb: string, tables: readonly ColumnTable[]): Verb {
  let seen = false;
  return function (this: ColumnTable, ...rows) {
    if (seen) return fn.apply(this, rows);
    seen = true;
    const minded = rows.map((row, index) => {
      const table = tables[index];
      if (!table || !isObject(row)) return row;
      return new Proxy(row, {
        get: (target, name) => {
          if (!common(name) && !(name in target))
            throw direct(noColumn(verb, String(name), table, index === 0 ? "the table" : "the other table"));
          return Reflect.get(target, name) as unknown;
        },
      });
    });
    return fn.apply(this, minded);
  };
}

/** The same argument with its escaped functions minded. */
function mindEscaped(part: unknown, verb: string, tables: readonly ColumnTable[], depth = 0): unknown {
  if (!isObject(part) || isTable(part) || depth > 2) return part;
  if (part["escape"] === true && typeof part["expr"] === "function") {
    const { expr, ...rest } = Object.getOwnPropertyDescriptors(part);
    const value = minding(part["expr"] as Verb, verb, tables);
    return Object.create(Object.getPrototypeOf(part) as object, {
      ...rest,
      expr: { ...expr, value },
    }) as unknown;
  }
  if (Array.isArray(part)) return part.map((one) => mindEscaped(one, verb, tables, depth + 1));
  if (Object.getPrototypeOf(part) !== Object.prototype) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, one]) => [name, mindEscaped(one, verb, tables, depth + 1)]),
  );
}

/** `not("nam")` leaves every column where it is: said, but no error, for the name may be there in other tables. */
function warnOfNot(parts: readonly unknown[], verb: string, table: ColumnTable): void {
  for (const part of parts.flat()) {
    const form = (part as { toObject?: () => { not?: unknown } } | null)?.toObject;
    if (typeof part !== "function" || typeof form !== "function") continue;
    const missing = namesIn(form().not, false).find((name) => !table.columnNames().includes(name));
    if (missing === undefined) continue;
    const where = host()?.where();
    const { message } = noColumn(`${verb}(not(${quote(missing)}))`, missing, table, "the table");
    process.stderr.write(`${where ? `${where}: ` : ""}${message}\n`);
  }
}

function taught(verb: string, original: Verb): Verb {
  const { own } = VERBS[verb]!;
  return function (this: ColumnTable, ...args) {
    const tables = isTable(args[0]) ? [this, args[0]] : [this];
    if (verb === "relocate") {
      // An anchor that is not there takes the moved columns with it.
      const missing = namesIn(option(args[1], "before", "after"), false).find(
        (name) => !this.columnNames().includes(name),
      );
      if (missing !== undefined) throw noColumn(verb, missing, this, "the table");
    }
    if (own === all.own || verb === "relocate") warnOfNot(args, verb, this);
    try {
      return original.apply(
        this,
        args.map((arg) => mindEscaped(arg, verb, tables)),
      );
    } catch (error) {
      if (error instanceof ValueError) throw error;
      throw explain(error, verb, this, args) ?? error;
    }
  };
}

const taughtTables = new WeakSet<object>();

/** Teaches the tables of this copy of Arquero to name a column that is not there. */
export function mindColumns(arquero: Readonly<Record<string, unknown>>): void {
  const { ColumnTable: table } = arquero as { ColumnTable?: { prototype?: object } };
  for (
    let face = table?.prototype;
    face && face !== Object.prototype;
    face = Object.getPrototypeOf(face) as object
  ) {
    if (taughtTables.has(face)) return;
    taughtTables.add(face);
    for (const verb of Object.keys(VERBS)) {
      const known = Object.getOwnPropertyDescriptor(face, verb);
      if (!known || typeof known.value !== "function" || !known.configurable) continue;
      Object.defineProperty(face, verb, { ...known, value: taught(verb, known.value as Verb) });
    }
  }
}
