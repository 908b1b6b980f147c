import type * as H5 from "h5wasm";
import type { Guard } from "./guard.js";

/** The library with its file system in memory: a hostile file's external links reach nothing of the host. */
export type Hdf5 = typeof H5;

let library: Promise<Hdf5> | undefined;
let files = 0;

async function load(): Promise<Hdf5> {
  // Loaded on first use: 15 MB that a reader of GeoTIFFs need not pay for.
  const hdf5: Hdf5 = await import("h5wasm");
  const module = await hdf5.ready;
  // Otherwise a chunk that cannot be decoded is printed to the terminal and read as zeros.
  module.activate_throwing_error_handler();
  return hdf5;
}

/** Opens bytes as an HDF5 file, runs the step, and closes and forgets the file whatever happens. */
export async function withHdf5<T>(
  bytes: Uint8Array,
  guard: Guard,
  step: (file: H5.File, hdf5: Hdf5) => T,
): Promise<T> {
  library ??= load();
  const hdf5 = await library;
  const system = (await hdf5.ready).FS;
  const path = `/swath-${++files}.h5`;
  try {
    system.writeFile(path, bytes);
    const file = new hdf5.File(path, "r");
    if (Number(file.file_id) < 0) guard.fail(0, "the HDF5 library cannot open it");
    try {
      return step(file, hdf5);
    } finally {
      file.close();
    }
  } catch (cause) {
    throw guard.translate("an HDF5 object", cause);
  } finally {
    system.unlink(path);
  }
}
