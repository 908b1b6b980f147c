/** TensorFlow's release that the engine is built on; its C interface is what the addon is compiled against. */
export const TENSORFLOW = "2.21.0";

/** N-API level that the addon asks of Node: every Node since 12.17 has it. */
export const NAPI = 8;

/** `cpu` needs nothing but the machine; `cuda` needs an NVIDIA driver (CUDA 12) and has not been seen on a GPU. */
export type NativeKind = "cpu" | "cuda";

/** A machine that TensorFlow publishes libraries for. */
export interface Target {
  /** As Node names it: `linux-x64`. */
  readonly name: string;
  /** The requirement for each kind; a kind that is missing is not published for this machine. */
  readonly wheel: Readonly<Partial<Record<NativeKind, string>>>;
  /** Platform tags that pip is told, since the Python that runs pip may be any. */
  readonly tags: readonly string[];
  /** File names in the wheel's `tensorflow/` folder. */
  readonly libraries: readonly string[];
  /** `$ORIGIN` or `@loader_path`: how a library says "beside me". */
  readonly origin: string;
}

const linux = {
  libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  origin: "$ORIGIN",
} as const;

/** All machines that can have the native engine. macOS: the wheel was looked at, a build has not been tried. */
export const TARGETS: readonly Target[] = [
  {
    ...linux,
    name: "linux-x64",
    wheel: { cpu: "tensorflow-cpu", cuda: "tensorflow" },
    tags: ["manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
  },
  {
    ...linux,
    name: "linux-arm64",
    wheel: { cpu: "tensorflow" },
    tags: ["manylinux_2_27_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
  },
  {
    name: "darwin-arm64",
    wheel: { cpu: "tensorflow" },
    tags: ["macosx_12_0_arm64", "macosx_11_0_arm64"],
    libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
    origin: "@loader_path",
  },
];

/** The machine that this process runs on, as {@link targetOf} wants it. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
  /** Linux with another C library than glibc (Alpine): TensorFlow publishes nothing for it. */
  readonly musl: boolean;
}

/** What this process runs on. */
export function thisHost(): Host {
  const { platform, arch } = process;
  return { platform, arch, musl: platform === "linux" && !glibc() };
}

let known: boolean | undefined;

/** Whether Node itself was linked with glibc: the report is the one place where Node says so. */
function glibc(): boolean {
  if (known === undefined) {
    const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
    const before = report.excludeNetwork;
    report.excludeNetwork = true; // else the report resolves host names, which can take seconds
    const { header } = report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
    report.excludeNetwork = before ?? false;
    known = header.glibcVersionRuntime !== undefined;
  }
  return known;
}

/** The published libraries that fit a machine, or `undefined`. */
export function targetOf(host: Host = thisHost()): Target | undefined {
  if (host.musl) return undefined;
  return TARGETS.find((target) => target.name === `${host.platform}-${host.arch}`);
}
