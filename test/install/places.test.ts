import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isBuilt, newFolder, swathMain } from "../headless/support.js";
import { pythonWith } from "../support/python.js";

const python = pythonWith("jupyter_client", "jupyter_core");

/** A user of his own: a home, and nothing that the user who runs the tests has told Jupyter. */
function person(more: NodeJS.ProcessEnv = {}): { readonly home: string; readonly env: NodeJS.ProcessEnv } {
  const home = newFolder();
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, USERPROFILE: home, ...more };
  for (const name of Object.keys(env)) {
    if (/^(?:JUPYTER_|XDG_|VIRTUAL_ENV|CONDA_|NODE_OPTIONS)/.test(name) && !(name in more)) delete env[name];
  }
  return { home, env };
}

function swath(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [swathMain, "kernel", ...args], {
    env,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

interface Spec {
  readonly resource_dir: string;
  readonly spec: { readonly display_name: string; readonly interrupt_mode: string };
}

/** The kernels that Jupyter lists, by name: what `jupyter kernelspec list` says. */
function listed(
  env: NodeJS.ProcessEnv,
  interpreter = python as string,
  command: readonly string[] = ["jupyter", "kernelspec"],
): Readonly<Record<string, Spec>> {
  const out = execFileSync(interpreter, ["-m", ...command, "list", "--json"], {
    env: { ...env, JUPYTER_PLATFORM_DIRS: "1" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return (JSON.parse(out) as { kernelspecs: Record<string, Spec> }).kernelspecs;
}

describe.skipIf(!isBuilt || !python)(
  "where the kernel is installed is where Jupyter looks (skipped without a build, or without jupyter_client in SWATH_TEST_PYTHON)",
  () => {
    it.each([
      ["the home", ["--user"], {}],
      ["the home, though nothing is said", [], {}],
      ["JUPYTER_DATA_DIR", ["--user"], { JUPYTER_DATA_DIR: join(newFolder(), "data") }],
      ["XDG_DATA_HOME", ["--user"], { XDG_DATA_HOME: join(newFolder(), "xdg") }],
    ])(
      "for a user, in %s",
      (_, flags, more: NodeJS.ProcessEnv) => {
        const { home, env } = person(more);
        const share =
          more["JUPYTER_DATA_DIR"] ?? join(more["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "jupyter");
        expect(listed(env)["swath"]).toBeUndefined();
        const done = swath(env, "install", ...flags);
        expect(done, done.stderr).toMatchObject({ code: 0 });
        expect(done.stdout).toContain(join(share, "kernels", "swath"));
        expect(listed(env)["swath"]).toMatchObject({
          resource_dir: join(share, "kernels", "swath"),
          spec: { display_name: "TypeScript (Swath)", interrupt_mode: "message" },
        });
        expect(existsSync(join(share, "labextensions", "swath-plotly", "package.json"))).toBe(true);

        expect(swath(env, "uninstall", ...flags)).toMatchObject({ code: 0, stderr: "" });
        expect(listed(env)["swath"]).toBeUndefined();
        expect(readdirSync(join(share, "kernels"))).toEqual([]);
        expect(readdirSync(join(share, "labextensions"))).toEqual([]);
        expect(swath(env, "uninstall", ...flags).stdout).toContain("was not installed");
      },
      60_000,
    );

    it("for a Python environment, in the prefix of the python3 that comes first", () => {
      const prefix = join(newFolder(), "venv");
      execFileSync(python as string, ["-m", "venv", "--without-pip", prefix]);
      const { home, env: plain } = person();
      const env = { ...plain, PATH: `${join(prefix, "bin")}${delimiter}${plain["PATH"]}` };
      // The environment borrows Jupyter's packages; its prefix is its own.
      const where = "import jupyter_core, os; print(os.path.dirname(os.path.dirname(jupyter_core.__file__)))";
      const packages = execFileSync(python as string, ["-c", where], { encoding: "utf8" }).trim();
      const inside = () =>
        listed({ ...env, PYTHONPATH: packages }, join(prefix, "bin", "python3"), [
          // `jupyter` looks for its commands beside its Python, where this environment has none.
          "jupyter_client.kernelspecapp",
        ]);
      const share = join(prefix, "share", "jupyter");
      expect(inside()["swath"]).toBeUndefined();
      const done = swath(env, "install", "--sys-prefix");
      expect(done, done.stderr).toMatchObject({ code: 0 });
      expect(inside()["swath"]).toMatchObject({ resource_dir: join(share, "kernels", "swath") });
      // No other environment sees it, nor does the user's own folder hold it.
      expect(listed(env)["swath"]).toBeUndefined();
      expect(existsSync(join(home, ".local", "share", "jupyter", "kernels"))).toBe(false);

      expect(swath(env, "uninstall", "--sys-prefix")).toMatchObject({ code: 0 });
      expect(inside()["swath"]).toBeUndefined();
      expect(readdirSync(join(share, "kernels"))).toEqual([]);
    }, 60_000);
  },
);

describe.skipIf(!isBuilt)("--sys-prefix without a Python (skipped without a build)", () => {
  it("says what to do, and writes nothing", () => {
    const { home, env } = person({ PATH: newFolder() });
    const { code, stderr } = swath(env, "install", "--sys-prefix");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--sys-prefix asks python3, which does not answer\s+mend\s+use --user, or name the folder/,
    );
    expect(readdirSync(home)).toEqual([]);
  });
});
