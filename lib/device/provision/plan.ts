import { join } from "node:path";
import { addonSource, COMPILE_FLAGS, nodeHeaders } from "./layout.js";
import { type NativeKind, type Target, TENSORFLOW } from "./target.js";

/** One wheel to have, from pip or from a file that the user gives. */
export interface FetchStep {
  readonly do: "fetch";
  /** Normalised distribution name: `tensorflow-cpu`. */
  readonly name: string;
  /** Other distributions that hold the same libraries and may be given instead. */
  readonly or: readonly string[];
  /** pip's version specifier: `==2.21.0`. */
  readonly version: string;
  readonly tags: readonly string[];
  /** Roughly what is downloaded, for the progress bar and the check of free space. */
  readonly bytes: number;
}

/** Pieces of a wheel to unpack; each path in the wheel that matches keeps its path below the home folder. */
export interface UnpackStep {
  readonly do: "unpack";
  readonly name: string;
  /** A path must begin with one of these and end with one of `endings` (empty: any). */
  readonly files: readonly { readonly beginning: string; readonly endings: readonly string[] }[];
  /** Paths that must have been there. */
  readonly required: readonly string[];
  readonly bytes: number;
}

/** One run of the compiler, in the folder where the addon is made. */
export interface CompileStep {
  readonly do: "compile";
  readonly output: string;
  readonly flags: readonly string[];
  /** Folders of headers; paths below the home folder are relative to it. */
  readonly include: readonly string[];
  /** Absolute paths, or `loader.cc` for the loader that comes with Swath. */
  readonly sources: readonly string[];
  /** Paths below the home folder. */
  readonly libraries: readonly string[];
  readonly rpath: readonly string[];
  readonly system: readonly string[];
}

/** Load the result in a process of its own and multiply two small matrices. */
export interface CheckStep {
  readonly do: "check";
  readonly tensorflow: string;
  readonly expectGpu: boolean;
}

/** What provisioning does, as data. */
export type Step = FetchStep | UnpackStep | CompileStep | CheckStep;

/** NVIDIA's wheels of TensorFlow 2.21.0's extra `and-cuda`, as its metadata names them, and the library of each. */
export const CUDA_WHEELS = [
  ["nvidia-cublas-cu12", ">=12.5.3.2,<13.0", "cublas", ["libcublas.so.12", "libcublasLt.so.12"], 580e6],
  ["nvidia-cuda-cupti-cu12", ">=12.5.82,<13.0", "cuda_cupti", ["libcupti.so.12"], 10e6],
  ["nvidia-cuda-nvcc-cu12", ">=12.5.82,<13.0", "cuda_nvcc", [], 40e6],
  ["nvidia-cuda-nvrtc-cu12", ">=12.5.82,<13.0", "cuda_nvrtc", ["libnvrtc.so.12"], 90e6],
  ["nvidia-cuda-runtime-cu12", ">=12.5.82,<13.0", "cuda_runtime", ["libcudart.so.12"], 4e6],
  ["nvidia-cudnn-cu12", ">=9.3.0.75,<10.0", "cudnn", ["libcudnn.so.9"], 700e6],
  ["nvidia-cufft-cu12", ">=11.2.3.61,<12.0", "cufft", ["libcufft.so.11"], 200e6],
  ["nvidia-curand-cu12", ">=10.3.6.82,<11.0", "curand", ["libcurand.so.10"], 70e6],
  ["nvidia-cusolver-cu12", ">=11.6.3.83,<12.0", "cusolver", ["libcusolver.so.11"], 340e6],
  ["nvidia-cusparse-cu12", ">=12.5.1.3,<13.0", "cusparse", ["libcusparse.so.12"], 370e6],
  ["nvidia-nccl-cu12", ">=2.27.7,<3.0", "nccl", ["libnccl.so.2"], 330e6],
  ["nvidia-nvjitlink-cu12", ">=12.5.82,<13.0", "nvjitlink", ["libnvJitLink.so.12"], 40e6],
] as const;

const HEADERS = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"];

/**
 * The steps for one machine and kind. `cuda` is the same path with other wheels: NVIDIA's libraries keep their
 * place (`nvidia/…/lib`, from where they find each other) and the addon is linked with each of them, so that
 * they are in the process under their names before TensorFlow asks for them. It has not been seen on a GPU.
 */
export function plan(target: Target, kind: NativeKind): readonly Step[] {
  const name = target.wheel[kind];
  if (name === undefined) return [];
  const cuda = kind === "cuda";
  const libraries = target.libraries.map((library) => `tensorflow/${library}`);
  const nvidia = cuda ? CUDA_WHEELS : [];
  const binding = join(addonSource(), "binding");
  const up = `${target.origin}/..`;
  const flags = target.name.startsWith("darwin")
    ? [...COMPILE_FLAGS.filter((flag) => flag !== "-shared"), "-bundle", "-undefined", "dynamic_lookup"]
    : COMPILE_FLAGS;

  return [
    {
      do: "fetch",
      name,
      or: kind === "cpu" ? ["tensorflow", "tensorflow-cpu"].filter((other) => other !== name) : [],
      version: `==${TENSORFLOW}`,
      tags: target.tags,
      bytes: cuda ? 620e6 : 274e6,
    },
    ...nvidia.map(
      ([wheel, version, , , bytes]): FetchStep => ({
        do: "fetch",
        name: wheel,
        or: [],
        version,
        tags: target.tags,
        bytes,
      }),
    ),
    {
      do: "unpack",
      name,
      files: [
        ...libraries.map((beginning) => ({ beginning, endings: [] })),
        ...HEADERS.map((folder) => ({ beginning: `tensorflow/include/${folder}`, endings: [".h"] })),
      ],
      required: [...libraries, "tensorflow/include/tensorflow/c/c_api.h"],
      bytes: cuda ? 1500e6 : 855e6,
    },
    ...nvidia.map(
      ([wheel, , folder, wanted, bytes]): UnpackStep => ({
        do: "unpack",
        name: wheel,
        // nvcc's wheel has no library; its ptxas and libdevice are what XLA asks for.
        files: [{ beginning: `nvidia/${folder}/${wanted.length > 0 ? "lib/" : ""}`, endings: [] }],
        required: wanted.map((library) => `nvidia/${folder}/lib/${library}`),
        bytes: bytes * 2,
      }),
    ),
    {
      do: "compile",
      output: "tfjs_addon.so",
      flags,
      include: [nodeHeaders(), "tensorflow/include", addonSource()],
      sources: [join(binding, "tfjs_backend.cc"), join(binding, "tfjs_binding.cc")],
      libraries: [
        ...libraries,
        ...nvidia.flatMap(([, , folder, wanted]) =>
          wanted.map((library) => `nvidia/${folder}/lib/${library}`),
        ),
      ],
      rpath: [
        `${up}/tensorflow`,
        ...nvidia
          .filter(([, , , wanted]) => wanted.length > 0)
          .map(([, , folder]) => `${up}/nvidia/${folder}/lib`),
      ],
      system: cuda ? ["-Wl,--no-as-needed"] : [],
    },
    {
      do: "compile",
      output: "tfjs_binding.node",
      flags,
      include: [nodeHeaders()],
      sources: ["loader.cc"],
      libraries: [],
      rpath: [],
      system: target.name.startsWith("linux") ? ["-ldl"] : [],
    },
    { do: "check", tensorflow: TENSORFLOW, expectGpu: cuda },
  ] satisfies readonly Step[];
}

/** The arguments that the compiler is given for a step, with the home folder filled in. */
export function compilerArguments(step: CompileStep, home: string): readonly string[] {
  const inHome = (path: string) => (path.startsWith("/") || path.endsWith(".cc") ? path : join(home, path));
  return [
    ...step.flags,
    ...step.include.map((folder) => `-I${inHome(folder)}`),
    ...step.sources,
    "-o",
    step.output,
    ...step.system.filter((flag) => flag.startsWith("-Wl")),
    ...step.libraries.map(inHome),
    ...step.rpath.map((path) => `-Wl,-rpath,${path}`),
    ...step.system.filter((flag) => !flag.startsWith("-Wl")),
  ];
}
