import type ts from "typescript";

/** What the compiler keeps in a source file beside its published type: the names that its statements declare. */
export interface BoundFile extends ts.SourceFile {
  locals?: ReadonlyMap<ts.__String, ts.Symbol>;
}

/**
 * The names of several files as one table of the compiler's: wherever it looks a name up, it finds what any of the files
 * declares. The files declare no name twice.
 */
export class ScopeTable implements ReadonlyMap<ts.__String, ts.Symbol> {
  files: readonly BoundFile[] = [];

  get size(): number {
    return this.files.reduce((sum, { locals }) => sum + (locals?.size ?? 0), 0);
  }

  get(name: ts.__String): ts.Symbol | undefined {
    for (const { locals } of this.files) {
      const symbol = locals?.get(name);
      if (symbol) return symbol;
    }
    return undefined;
  }

  has(name: ts.__String): boolean {
    return this.get(name) !== undefined;
  }

  forEach(visit: (symbol: ts.Symbol, name: ts.__String, table: this) => void): void {
    for (const [name, symbol] of this) visit(symbol, name, this);
  }

  *entries(): MapIterator<[ts.__String, ts.Symbol]> {
    for (const { locals } of this.files) if (locals) yield* locals;
  }

  *keys(): MapIterator<ts.__String> {
    for (const [name] of this) yield name;
  }

  *values(): MapIterator<ts.Symbol> {
    for (const [, symbol] of this) yield symbol;
  }

  [Symbol.iterator](): MapIterator<[ts.__String, ts.Symbol]> {
    return this.entries();
  }
}
