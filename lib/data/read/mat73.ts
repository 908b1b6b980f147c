import type * as H5 from "h5wasm";
import { type NdArray, toRowMajor } from "../raster/ndarray.js";
import { elements, type Guard } from "./guard.js";
import { checkedShape, datasetNumbers, entity, isNumeric, read } from "./hdf5.js";
import { type Hdf5, hdf5Error, withHdf5 } from "./hdf5-library.js";
import type { MatFile, MatValue } from "./mat-value.js";

// MATLAB keeps its variables in HDF5 with the axes reversed, which makes HDF5's row-major order MATLAB's column-major one.
// Classes are told by the attribute MATLAB_class; cells and struct arrays hold references to objects under #refs#.

/** The variables of a MATLAB v7.3 file. */
export async function parseMat73(
  bytes: Uint8Array,
  guard: Guard,
  wanted?: readonly string[],
): Promise<MatFile> {
  return withHdf5(bytes, guard, (file, hdf5) => {
    const variables: Record<string, MatValue> = Object.create(null);
    const reader = new Mat73(guard, hdf5, bytes.length);
    for (const name of file.keys()) {
      if (name.startsWith("#") || (wanted && !wanted.includes(name))) continue;
      const value = reader.value(entity(file, name, guard), name);
      if (value) variables[name] = value;
    }
    return { ...variables };
  });
}

class Mat73 {
  constructor(
    private readonly guard: Guard,
    private readonly hdf5: Hdf5,
    private readonly fileBytes: number,
  ) {}

  value(object: H5.Entity | null, place: string): MatValue | undefined {
    this.guard.check();
    this.guard.count(1, `"${place}"`);
    return this.guard.nested(`"${place}"`, () => {
      if (object instanceof this.hdf5.Dataset) return this.dataset(object, place);
      if (object instanceof this.hdf5.Group) return this.group(object, place);
      return this.guard.fail(`"${place}"`, "a link leads nowhere");
    });
  }

  private attribute(object: H5.Dataset | H5.Group, name: string): unknown {
    try {
      return object.attrs[name]?.value;
    } catch (cause) {
      throw hdf5Error(this.guard, `an attribute of "${object.path}"`, cause);
    }
  }

  private dataset(dataset: H5.Dataset, place: string): MatValue {
    const { guard } = this;
    const type = String(this.attribute(dataset, "MATLAB_class") ?? "double");
    if (this.attribute(dataset, "MATLAB_empty")) return this.empty(dataset, place, type);
    if (type === "cell") return this.cell(dataset, place);
    if (isNumeric(dataset)) {
      const stored = datasetNumbers(dataset, place, guard, this.fileBytes);
      const { shape, data } = this.rowMajor(stored, place);
      if (type === "char") return { kind: "text", shape, text: lines(data, shape, guard) };
      if (type === "function_handle") return { kind: "opaque", shape, type: "function handle" };
      return { kind: "numbers", type, shape, data };
    }
    const members = dataset.metadata.compound_type?.members ?? [];
    if (members.length === 2 && members.every((member) => member.name === "real" || member.name === "imag")) {
      return this.complex(dataset, place, type);
    }
    return { kind: "opaque", shape: checkedShape(dataset, place, guard, this.fileBytes), type };
  }

  private rowMajor(stored: NdArray, place: string): NdArray {
    const shape = [...stored.shape].reverse();
    while (shape.length < 2) shape.push(1);
    this.guard.take(stored.data.byteLength, `"${place}"`);
    return { shape, data: toRowMajor(stored.data, shape) };
  }

  private empty(dataset: H5.Dataset, place: string, type: string): MatValue {
    // An empty array stores its dimensions as its numbers.
    const { data } = datasetNumbers(dataset, place, this.guard, this.fileBytes);
    const shape = Array.from(data as Float64Array, Number);
    if (elements(shape) !== 0)
      this.guard.fail(`"${place}"`, `is marked empty with the dimensions [${shape}]`);
    if (type === "char") return { kind: "text", shape, text: [] };
    if (type === "cell") return { kind: "cell", shape, items: [] };
    if (type === "struct") return { kind: "struct", shape, items: [] };
    return { kind: "numbers", type, shape, data: new Float64Array(0) };
  }

  private complex(dataset: H5.Dataset, place: string, type: string): MatValue {
    const shape = checkedShape(dataset, place, this.guard, this.fileBytes);
    const pairs = read(dataset, place, this.guard) as readonly (readonly [number, number])[];
    if (!Array.isArray(pairs) || pairs.length !== elements(shape))
      this.guard.fail(`"${place}"`, "is not complex");
    const part = (i: 0 | 1) => Float64Array.from(pairs, (pair) => Number(pair[i]));
    const real = this.rowMajor({ shape, data: part(0) }, place);
    return { kind: "numbers", type, ...real, imaginary: this.rowMajor({ shape, data: part(1) }, place).data };
  }

  /** The objects that a data set of references points to, in MATLAB's row-major order. */
  private referenced(
    dataset: H5.Dataset,
    place: string,
  ): { readonly shape: readonly number[]; readonly items: readonly MatValue[] } {
    const stored = checkedShape(dataset, place, this.guard, this.fileBytes);
    const references = read(dataset, place, this.guard);
    const list = Array.isArray(references) ? references : [references];
    if (list.length !== elements(stored))
      this.guard.fail(`"${place}"`, "its references do not fill its shape");
    const items = list.map((reference, i) => {
      if (!(reference instanceof this.hdf5.Reference))
        this.guard.fail(`"${place}"`, `item ${i} is no reference`);
      const target = this.dereference(dataset, reference, place);
      return (
        this.value(target, `${place}{${i + 1}}`) ?? this.guard.fail(`"${place}"`, `item ${i} is missing`)
      );
    });
    const order = this.rowMajor({ shape: stored, data: Uint32Array.from(items, (_, i) => i) }, place);
    return { shape: order.shape, items: Array.from(order.data as Uint32Array, (i) => items[i]!) };
  }

  private dereference(dataset: H5.Dataset, reference: H5.Reference, place: string): H5.Entity | null {
    try {
      return dataset.dereference(reference) as unknown as H5.Entity | null;
    } catch (cause) {
      throw hdf5Error(this.guard, `"${place}"`, cause);
    }
  }

  private cell(dataset: H5.Dataset, place: string): MatValue {
    return { kind: "cell", ...this.referenced(dataset, place) };
  }

  private group(group: H5.Group, place: string): MatValue {
    const rows = this.attribute(group, "MATLAB_sparse");
    if (rows !== undefined) return this.sparse(group, place, Number(rows));
    const lone: Record<string, MatValue> = Object.create(null);
    const many: Record<string, readonly MatValue[]> = Object.create(null);
    let shape: readonly number[] | undefined;
    for (const name of group.keys()) {
      const child = entity(group, name, this.guard);
      const isReferences =
        child instanceof this.hdf5.Dataset &&
        child.metadata.type === 7 &&
        this.attribute(child, "MATLAB_class") === undefined;
      if (isReferences) {
        const field = this.referenced(child, `${place}.${name}`);
        shape ??= field.shape;
        many[name] = field.items;
      } else lone[name] = this.value(child, `${place}.${name}`)!;
    }
    if (!shape) return { kind: "struct", shape: [1, 1], items: [{ ...lone }] };
    const items = Array.from({ length: elements(shape) }, (_, i) =>
      Object.fromEntries(
        Object.entries(many).map(([name, values]) => [
          name,
          values[i] ??
            this.guard.fail(`"${place}.${name}"`, `${values.length} items, its neighbours have more`),
        ]),
      ),
    );
    return { kind: "struct", shape, items };
  }

  private sparse(group: H5.Group, place: string, height: number): MatValue {
    const part = (name: string) => {
      const dataset = entity(group, name, this.guard);
      if (!(dataset instanceof this.hdf5.Dataset)) return undefined;
      return datasetNumbers(dataset, `${place}/${name}`, this.guard, this.fileBytes).data;
    };
    const starts = Int32Array.from((part("jc") as Float64Array | undefined) ?? [0], Number);
    const rows = Int32Array.from((part("ir") as Float64Array | undefined) ?? [], Number);
    const data = part("data") ?? new Float64Array(0);
    const width = starts.length - 1;
    const sound =
      Number.isSafeInteger(height) &&
      starts[0] === 0 &&
      starts.every((start, i) => i === 0 || start >= starts[i - 1]!) &&
      starts[width] === rows.length &&
      rows.length === data.length &&
      rows.every((row) => row >= 0 && row < height);
    if (!sound) this.guard.fail(`"${place}"`, "its rows and columns contradict each other");
    const type = String(this.attribute(group, "MATLAB_class") ?? "double");
    return { kind: "sparse", type, shape: [height, width], rows, starts, data };
  }
}

function lines(data: NdArray["data"], shape: readonly number[], guard: Guard): readonly string[] {
  const [rows = 0] = shape;
  guard.count(rows, "the rows of text");
  const columns = rows > 0 ? data.length / rows : 0;
  return Array.from({ length: rows }, (_, row) => {
    let text = "";
    for (let i = row * columns; i < (row + 1) * columns; i++) text += String.fromCharCode(Number(data[i]));
    return text;
  });
}
