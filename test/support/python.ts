import { execFileSync } from "node:child_process";

/**
 * The Python of the tests' peers, if it has these modules: `SWATH_TEST_PYTHON` names it, else `python3`. Tests that
 * compare with Python skip without it, and say so in their names.
 */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const python = process.env["SWATH_TEST_PYTHON"] ?? "python3";
  try {
    // find_spec does not import: TensorFlow and PyTorch take seconds to.
    const check = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))`;
    execFileSync(python, ["-c", check, ...modules], { stdio: "ignore" });
    return python;
  } catch {
    return undefined;
  }
}
