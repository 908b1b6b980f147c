import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { CUDA_WHEELS } from "../../../lib/device/provision/plan.js";
import { targetOf } from "../../../lib/device/provision/target.js";

/** The machine that the tests run on, if TensorFlow is published for it. */
export const target = targetOf();

/** Real tools stay out of reach: a PATH of its own, with small shell scripts that write down how they are called. */
export interface Workshop {
  readonly folder: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** Calls so far, one a line: `pip download …`, `g++ …`. */
  calls(): readonly string[];
  remove(): void;
}

export interface Tools {
  readonly python?: boolean;
  /** What `pip download` does. */
  readonly pip?: "works" | "slow" | "missing" | "no network" | "disk full" | "cut short";
  readonly compiler?: "works" | "missing" | "fails";
}

/** A workshop with tools that behave as told, in a temporary folder with an empty cache. */
export function workshop(tools: Tools = {}): Workshop {
  const { python = true, pip = "works", compiler = "works" } = tools;
  const folder = mkdtempSync(join(tmpdir(), "swath-provision-"));
  const bin = join(folder, "bin");
  const log = join(folder, "calls.txt");
  mkdirSync(bin);
  writeFileSync(log, "");
  const script = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  if (python) script("python3", pythonScript(pip, log));
  if (compiler !== "missing") script("g++", compilerScript(compiler, log));
  const cache = join(folder, "cache");
  return {
    folder,
    cache,
    env: { PATH: bin, SWATH_CACHE: cache, FAKE_WHEELS: wheelFolder(), FAKE_ADDON: builtAddon() },
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** `pip download … --dest DIR name==1.2` copies `$FAKE_WHEELS/name.whl` under a wheel's full name. */
function pythonScript(pip: Tools["pip"], log: string): string {
  const fail = (text: string) => `echo "${text}" >&2; exit 1`;
  const deliver = `for last; do :; done
while [ "$1" != "--dest" ]; do shift; done
name="\${last%%[=<>]*}"
file="$2/$(echo "$name" | /usr/bin/tr - _)-2.21.0-py3-none-any.whl"`;
  const what = {
    works: `${deliver}\n/bin/cp "$FAKE_WHEELS/$name.whl" "$file"`,
    slow: `${deliver}\necho "the beginning" > "$TMPDIR/part"\n/bin/sleep 0.8\n/bin/cp "$FAKE_WHEELS/$name.whl" "$file"`,
    "cut short": `${deliver}\n/usr/bin/head -c 100000 "$FAKE_WHEELS/$name.whl" > "$file"`,
    missing: "",
    "no network": fail(
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for it",
    ),
    "disk full": fail(
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    ),
  }[pip ?? "works"];
  const module =
    pip === "missing" ? fail("/usr/bin/python3: No module named pip") : 'echo "pip 24.0 from here"';
  return `case "$*" in
  "--version") echo "Python 3.12.1"; exit 0;;
  "-m pip --version") ${module}; exit 0;;
esac
echo "pip $3 $*" >> ${log}
${what}`;
}

function compilerScript(compiler: Tools["compiler"], log: string): string {
  const make = `while [ "$1" != "-o" ]; do shift; done\n/bin/cp "$FAKE_ADDON" "$2"`;
  const fail = `echo "c_api.h:1: fatal error: this compiler knows no C++17" >&2; exit 1`;
  return `if [ "$1" = "--version" ]; then echo "g++ (Fake) 12.0.0"; exit 0; fi
echo "g++ $*" >> ${log}
${compiler === "fails" ? fail : make}`;
}

const shared = mkdtempSync(join(tmpdir(), "swath-fakes-"));
process.on("exit", () => rmSync(shared, { recursive: true, force: true }));

/** What a fake wheel holds and says about itself. */
export interface WheelParts {
  readonly name?: string;
  readonly version?: string;
  readonly platform?: string;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

const library = new Uint8Array(randomBytes(1_500_000)); // over the size from which pieces are remembered

function tensorflowFiles(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {
    "tensorflow/include/tensorflow/c/c_api.h": Buffer.from("// a header\n"),
  };
  for (const name of target?.libraries ?? []) files[`tensorflow/${name}`] = library;
  return files;
}

/** Writes a small wheel that looks like TensorFlow's, as far as provisioning looks. */
export function writeWheel(path: string, parts: WheelParts = {}): string {
  const {
    name = "tensorflow_cpu",
    version = "2.21.0",
    platform = target?.tags[0],
    files = tensorflowFiles(),
  } = parts;
  const about = `${name}-${version}.dist-info`;
  const zip = zipSync(
    {
      ...files,
      [`${about}/METADATA`]: Buffer.from(`Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n`),
      [`${about}/WHEEL`]: Buffer.from(`Wheel-Version: 1.0\nTag: cp312-cp312-${platform}\n`),
    },
    { level: 1 },
  );
  writeFileSync(path, zip);
  return path;
}

let wheels: string | undefined;

/** All wheels that the fake pip can deliver: TensorFlow's and NVIDIA's. */
function wheelFolder(): string {
  if (wheels) return wheels;
  wheels = join(shared, "wheels");
  mkdirSync(wheels);
  writeWheel(join(wheels, "tensorflow-cpu.whl"));
  writeWheel(join(wheels, "tensorflow.whl"), { name: "tensorflow" });
  for (const [name, , folder, libraries] of CUDA_WHEELS) {
    const files = Object.fromEntries(
      libraries.map((file) => [`nvidia/${folder}/lib/${file}`, Buffer.from(`${file}\n`)]),
    );
    const extra = { [`nvidia/${folder}/include/left-out.h`]: Buffer.from("// not wanted\n") };
    writeWheel(join(wheels, `${name}.whl`), { name, version: "12.9.0", files: { ...files, ...extra } });
  }
  return wheels;
}

/** A real addon, without TensorFlow behind it, that answers as the check asks. */
const ADDON_SOURCE = `
#include <node_api.h>
static napi_value id(napi_env env, napi_callback_info info) { napi_value v; napi_create_int32(env, 1, &v); return v; }
static napi_value no(napi_env env, napi_callback_info info) { napi_value v; napi_get_boolean(env, false, &v); return v; }
static napi_value execute(napi_env env, napi_callback_info info) {
  napi_value list, one; napi_create_array(env, &list); napi_create_object(env, &one);
  napi_set_named_property(env, one, "id", id(env, info)); napi_set_element(env, list, 0, one); return list;
}
static napi_value data(napi_env env, napi_callback_info info) {
  double numbers[] = {7, 10, 15, 22}; napi_value list, v; napi_create_array(env, &list);
  for (int i = 0; i < 4; i++) { napi_create_double(env, numbers[i], &v); napi_set_element(env, list, i, v); }
  return list;
}
static void put(napi_env env, napi_value to, const char* name, napi_callback f) {
  napi_value v; napi_create_function(env, name, NAPI_AUTO_LENGTH, f, 0, &v); napi_set_named_property(env, to, name, v);
}
NAPI_MODULE_INIT() {
  napi_value v; napi_create_string_utf8(env, "2.21.0", NAPI_AUTO_LENGTH, &v);
  napi_set_named_property(env, exports, "TF_Version", v);
  put(env, exports, "createTensor", id); put(env, exports, "executeOp", execute);
  put(env, exports, "tensorDataSync", data); put(env, exports, "isUsingGpuDevice", no);
  return exports;
}
`;

const realCompiler = ["gcc", "cc", "clang"].find((name) => {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false; // not this one
  }
});

/** Why the tests of the whole flow cannot run here, or `false`. */
export const cannotBuild: string | false =
  target === undefined
    ? "TensorFlow publishes nothing for this machine"
    : realCompiler === undefined
      ? "there is no C compiler to make the stand-in for the addon"
      : false;

let addon: string | undefined;

function builtAddon(): string {
  if (addon) return addon;
  addon = join(shared, "fake.node");
  const source = join(shared, "fake.c");
  writeFileSync(source, ADDON_SOURCE);
  const headers = join(
    dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json")),
    "include",
  );
  const link =
    process.platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared", "-fPIC"];
  execFileSync(realCompiler as string, [...link, "-DNAPI_VERSION=8", `-I${headers}`, source, "-o", addon]);
  return addon;
}

const built = fileURLToPath(new URL("../../../dist/lib/device/provision/index.js", import.meta.url));

/** Provisions in a process of its own, which kills itself (hard) at a point if it is told to. */
export function provisionElsewhere(
  shop: Workshop,
  kill?: { readonly phase: string; readonly from: number },
): Promise<{ readonly code: number | null; readonly signal: string | null; readonly out: string }> {
  const code = `import(${JSON.stringify(built)}).then(async ({ provision }) => {
    const kill = ${JSON.stringify(kill ?? null)};
    const made = await provision({ takeOverAfter: 2000, onProgress: ({ phase, done, total }) => {
      if (kill?.phase === phase && done >= kill.from * total) process.kill(process.pid, "SIGKILL");
    } });
    console.log(JSON.stringify(made));
  }).catch((error) => { console.log(error); process.exitCode = 1; })`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-e", code], { env: shop.env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        out += text;
      });
    }
    child.on("error", reject);
    child.on("close", (exit, signal) => resolve({ code: exit, signal, out }));
  });
}
