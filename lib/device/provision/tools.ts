import { provisionError } from "./errors.js";
import { run } from "./process.js";

/** A program that provisioning needs, as found on this machine. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

type Options = { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal };

/** Python 3, and pip in it; each `undefined` when it is not there. */
export async function findPython(options: Options = {}): Promise<{ python?: Tool; pip?: Tool }> {
  for (const name of ["python3", "python"]) {
    const said = await run(name, ["--version"], options);
    const version = /Python (3[\d.]*)/.exec(said.stdout + said.stderr)?.[1];
    if (said.code !== 0 || version === undefined) continue;
    const pip = await run(name, ["-m", "pip", "--version"], options);
    const pipVersion = /^pip ([\d.]+)/m.exec(pip.stdout)?.[1];
    const python = { name, version };
    return pip.code === 0 && pipVersion ? { python, pip: { name: "pip", version: pipVersion } } : { python };
  }
  return {};
}

/** A C++ compiler: `CXX` first, then what platforms usually have. */
export async function findCompiler(options: Options = {}): Promise<Tool | undefined> {
  const named = (options.env ?? process.env)["CXX"];
  for (const name of [...(named ? [named] : []), "g++", "clang++", "c++"]) {
    const said = await run(name, ["--version"], options);
    if (said.code === 0) {
      return { name, version: /\d+\.\d+(\.\d+)?/.exec(said.stdout)?.[0] ?? "unknown" };
    }
  }
  return undefined;
}

/** The Python to call for `-m pip`, or an error with the mend. */
export async function needPip(options: Options): Promise<string> {
  const { python, pip } = await findPython(options);
  if (python === undefined) {
    throw provisionError(
      "there is no python3, which fetches TensorFlow's libraries (with pip)",
      "install Python 3 with pip (Debian: apt install python3-pip), or give the wheel: --wheel FILE",
    );
  }
  if (pip === undefined) {
    throw provisionError(
      `${python.name} ${python.version} has no pip`,
      "install it (Debian: apt install python3-pip; elsewhere: python3 -m ensurepip), or give the wheel: --wheel FILE",
    );
  }
  return python.name;
}

/** The compiler to call, or an error with the mend. */
export async function needCompiler(options: Options): Promise<string> {
  const compiler = await findCompiler(options);
  if (compiler !== undefined) return compiler.name;
  throw provisionError(
    "there is no C++ compiler (looked for g++, clang++, c++ and $CXX)",
    "install one (Debian: apt install g++; macOS: xcode-select --install)",
  );
}
