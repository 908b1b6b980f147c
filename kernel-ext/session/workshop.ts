import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { completeAt } from "../convert/complete.js";
import { type ConvertedCell, Converter } from "../convert/converter.js";
import { inspectAt } from "../convert/inspect.js";
import { isCompleteCode } from "../convert/is-complete.js";
import { compileLocalModule } from "../convert/local-module.js";
import { HOST, STOP_FLAG } from "../convert/transform.js";
import { type CellImport, cellImport } from "../scope/import.js";
import { LocalModules } from "../scope/local-modules.js";
import type { CellTimers } from "../scope/timers.js";
import { globalTypes, moduleTypes, shorten } from "../scope/types.js";
import type { Completeness, CompletionList, Inspection } from "./api.js";
import { CellRegistry, cellUrl, type Frame, readStack } from "./cells.js";
import { createExecutor, moduleName, type TslabExecutor } from "./executor.js";

/** What the workshop is told to make. */
export interface WorkshopOptions {
  readonly cwd: string;
  readonly globalTypes?: readonly string[];
  readonly timers: CellTimers;
  readonly stopFlags: Int32Array;
  /** A loop has seen the stop flag: throws when its cell is the one to stop. */
  readonly stop: () => void;
}

/** How a run ended. */
export type RunEnd =
  | { readonly ok: true; readonly value: unknown; readonly hasValue: boolean }
  | { readonly ok: false; readonly error: unknown };

/** The names that a cell's code finds in place of the global ones. */
const GIVEN = ["setTimeout", "setInterval", "setImmediate", "fetch"] as const;

/**
 * All that needs the compiler, in one place that is loaded only when the first cell comes: converter, executor,
 * imports, and the way from stack traces back to cells.
 */
export class Workshop {
  readonly converter: Converter;
  readonly cells = new CellRegistry();
  /** What the cells have declared, by name. */
  readonly values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly #executor: TslabExecutor;
  readonly #locals: LocalModules;
  #converted: ConvertedCell | null = null;
  #key = 0;
  #end: RunEnd = { ok: true, value: undefined, hasValue: false };

  constructor(options: WorkshopOptions) {
    const { cwd } = options;
    this.converter = new Converter({
      cwd,
      globalTypes: options.globalTypes ?? globalTypes(),
      moduleTypes,
      shorten,
    });
    const imports: CellImport & { other: (s: string, from: string) => Promise<Record<string, unknown>> } =
      cellImport({ cwd, locals: () => this.#locals });
    this.#locals = new LocalModules({
      importOther: imports.other,
      overlay: (path) => this.converter.project.virtualText(path),
      compile: compileLocalModule,
    });
    this.#executor = createExecutor(
      cwd,
      { node: this.#tslabConverter(), browser: this.#tslabConverter() },
      {
        log: (value) => {
          this.#end = { ok: true, value, hasValue: true };
        },
        error: (...words) => {
          this.#end = { ok: false, error: words[0] };
        },
      },
    );
    const globals = globalThis as Record<string, unknown>;
    globals[STOP_FLAG] = options.stopFlags;
    globals[HOST] = {
      results: this.#executor.locals,
      import: imports,
      meta: {
        url: pathToFileURL(join(cwd, "cell.ts")).href,
        dirname: cwd,
        filename: join(cwd, "cell.ts"),
      },
      stop: options.stop,
      values: this.values,
      given: options.timers,
    };
  }

  /** Compiles a cell; nothing runs yet. */
  convert(key: number, label: string, code: string): ConvertedCell {
    const converted = moduleName(code) ? this.#convertModule(code) : this.converter.convert(code);
    this.cells.add(key, label, code, converted);
    this.#converted = converted;
    this.#key = key;
    return converted;
  }

  /** A cell that begins with the comment `@module name` is a file of that name beside the notebook, as in tslab. */
  #convertModule(code: string): ConvertedCell {
    const name = moduleName(code)!;
    const { project } = this.converter;
    project.setVirtual(`${project.cwd}/${name}.ts`, code);
    const { complaints } = this.converter.convert(`import "./${name}";`);
    return {
      ...{ complaints, output: "", sourceMap: "", isAsync: false, resultName: undefined, names: [] },
      toCell: (line, column) => ({ line, column }),
      carry: () => undefined,
    };
  }

  /** Runs what was compiled last. `left` is told when the synchronous part is over. */
  async run(code: string, left: () => void): Promise<RunEnd> {
    this.#end = { ok: true, value: undefined, hasValue: false };
    try {
      const running = this.#executor.execute(code);
      left();
      await running;
    } catch (error) {
      this.#end = { ok: false, error };
    }
    const end = this.#end;
    this.#end = { ok: true, value: undefined, hasValue: false };
    return end;
  }

  /** Ends the wait for the asynchronous rest of the running cell. */
  interrupt(): void {
    this.#executor.interrupt();
  }

  /** The frames of a stack in terms of cells and of files as they were written. */
  framesOf = (stack: string): readonly Frame[] =>
    readStack(stack, this.cells, (file, line, column) => this.#locals.place(file, line, column));

  complete(code: string, cursor: number): CompletionList {
    return completeAt(this.converter, code, cursor);
  }

  inspect(code: string, cursor: number): Inspection | null {
    return inspectAt(this.converter, code, cursor);
  }

  isComplete(code: string): Completeness {
    return isCompleteCode(code);
  }

  /** The converted cell in the form of tslab's converter: the text goes into a function that tslab wraps. */
  #tslabConverter() {
    const converter = this.converter;
    return {
      convert: () => {
        const cell = this.#converted;
        if (!cell || cell.output === "") return { diagnostics: [] };
        const declared = new Set(cell.names);
        const given = GIVEN.filter((name) => !declared.has(name));
        const values = given.map((name) => `${HOST}.given.${name}`);
        // One line before the cell's own first line: see LINES_BEFORE in cells.ts.
        const head = `return (${cell.isAsync ? "async " : ""}(${["exports", ...given].join(", ")}) => {`;
        const tail = `})(${[`${HOST}.values`, ...values].join(", ")});`;
        return {
          diagnostics: [] as never[],
          output: `${head}\n${cell.output}\n${tail}\n//# sourceURL=${cellUrl(this.#key)}`,
          hasToplevelAwait: cell.isAsync,
          lastExpressionVar: cell.resultName,
        };
      },
      addModule: (name: string, source: string) => {
        converter.project.setVirtual(`${converter.project.cwd}/${name}.ts`, source);
        return [];
      },
      close: () => undefined,
    };
  }
}
