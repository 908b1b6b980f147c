import { createRequire } from "node:module";
import { SwathError } from "../../../errors.js";
import { type DataType, type TypedArray, tf } from "../../tf.js";
import { type Adapter, type AdapterInfo, type Buffer, type Dawn, type Device, nameOf } from "./dawn.js";
import { Pump } from "./pump.js";

const require = createRequire(import.meta.url);

/** tfjs's WebGPU backend, as far as it is overridden here. */
interface Backend {
  readonly tensorMap: { get(dataId: object): TensorData };
  readonly bufferManager: {
    acquireBuffer(bytes: number, usage: number): Buffer;
    releaseBuffer(buffer: Buffer): void;
  };
  commandEncoder: { copyBufferToBuffer(...args: unknown[]): void };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(dataId: object, values: TypedArray): TypedArray;
  readSync(dataId: object): TypedArray;
  read(dataId: object): Promise<TypedArray>;
}

interface TensorData {
  readonly dtype: DataType;
  readonly values: TypedArray | null;
  readonly resource: Buffer;
}

const COPY_DST = 8;
const MAP_READ = 1;

/** `navigator.gpu` exists while `run` runs: tfjs insists on it, other libraries would take Node for a browser. */
function withNavigator<T>(gpu: object, run: () => T): T {
  const owner = globalThis as { navigator?: object };
  const before = Object.getOwnPropertyDescriptor(owner, "navigator");
  Object.defineProperty(owner, "navigator", { value: { gpu }, configurable: true, writable: true });
  try {
    return run();
  } finally {
    if (before) Object.defineProperty(owner, "navigator", before);
    else delete owner.navigator;
  }
}

function limitsOf({ limits }: Adapter): Record<string, number> {
  const names = [
    "maxComputeWorkgroupStorageSize",
    "maxComputeWorkgroupsPerDimension",
    "maxStorageBufferBindingSize",
    "maxBufferSize",
    "maxComputeWorkgroupSizeX",
    "maxComputeInvocationsPerWorkgroup",
    // tfjs leaves these two at their defaults; its wider fused kernels want what the adapter has.
    "maxStorageBuffersPerShaderStage",
    "maxUniformBufferBindingSize",
  ];
  return Object.fromEntries(names.map((name) => [name, limits[name] as number]));
}

let adapterInfo: AdapterInfo | undefined;

/** The adapter of the running backend. */
export const activeAdapter = (): AdapterInfo | undefined => adapterInfo;

/** Makes WebGPU on Dawn known to tfjs as the backend "webgpu", once. */
export async function registerWebgpu(): Promise<void> {
  const { create, globals } = (await import("webgpu")) as unknown as Dawn;
  // tfjs names these classes and constants at run time; none of them exists in Node.
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  const { WebGPUBackend } = require("@tensorflow/tfjs-backend-webgpu") as {
    WebGPUBackend: new (device: Device, info: AdapterInfo) => Backend;
  };
  tf.registerBackend("webgpu", async () => {
    const pump = new Pump();
    const gpu = create([]);
    const adapter = await pump.wait(() => gpu.requestAdapter({ powerPreference: "high-performance" }));
    if (!adapter) throw new SwathError("ENGINE_MISSING", "start", "Dawn finds no graphics adapter");
    const device = await pump.wait(() =>
      adapter.requestDevice({
        requiredFeatures: ["timestamp-query", "bgra8unorm-storage"].filter((f) => adapter.features.has(f)),
        requiredLimits: limitsOf(adapter),
      }),
    );
    adapterInfo = adapter.info;
    const backend = withNavigator(gpu, () => new WebGPUBackend(device, adapter.info));
    adapt(backend, device, pump);
    // Work in flight when the process ends would outlive the addon; a destroyed device has none.
    process.once("exit", () => device.destroy());
    return backend as unknown as ReturnType<typeof tf.backend>;
  });
}

/** Synchronous reads, polling, and errors that are thrown instead of lost. */
function adapt(backend: Backend, device: Device, pump: Pump): void {
  const problems: string[] = [];
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    problems.push(event.error.message);
  });
  const check = () => {
    if (problems.length === 0) return;
    const [first = "", ...more] = problems.splice(0);
    throw new SwathError(
      "UNSUPPORTED",
      "webgpu",
      `the graphics driver refused an operation: ${first.trim()}`,
      {
        mend: "use smaller tensors or another engine (SWATH_ENGINE=wasm)",
        facts: {
          ...(adapterInfo ? { adapter: nameOf(adapterInfo) } : {}),
          ...(more.length > 0 ? { "more errors": `${more.length}` } : {}),
        },
      },
    );
  };

  const asynchronous = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = await pump.wait(() => asynchronous(dataId));
    check();
    return values;
  };

  const cachedOrComplex = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const { values, dtype, resource } = backend.tensorMap.get(dataId);
    if (values !== null && values !== undefined) return values;
    if (dtype === "string" || dtype === "complex64") return cachedOrComplex(dataId);
    const staging = backend.bufferManager.acquireBuffer(resource.size, COPY_DST | MAP_READ);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder.copyBufferToBuffer(resource, 0, staging, 0, resource.size);
    backend.submitQueue();
    let refusal: unknown;
    pump
      .call(() => staging.mapAsync(MAP_READ))
      .catch((error: unknown) => {
        refusal = error;
      });
    pump.block("dataSync", () => staging.mapState !== "pending");
    check();
    if (staging.mapState !== "mapped") {
      throw new SwathError("STATE", "dataSync", "the graphics device gave its buffer not back", {
        mend: "start another engine, or a new process",
        cause: refusal,
      });
    }
    const bytes = staging.getMappedRange().slice(0);
    staging.unmap();
    backend.bufferManager.releaseBuffer(staging);
    return backend.convertAndCacheOnCPU(
      dataId,
      tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype) as TypedArray,
    );
  };

  // Dawn frees what a finished submission held when it is polled; a long step without a read would never poll.
  const submit = backend.submitQueue.bind(backend);
  backend.submitQueue = () => {
    submit();
    pump.tick();
  };
}
