import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Folders where Jupyter looks for kernels, first come first: as `jupyter --paths` lists them under `data`. */
export function jupyterDataPaths(
  options: {
    readonly env?: Environment;
    readonly platform?: NodeJS.Platform;
    readonly home?: string;
    /** `sys.prefix` of the user's Python. */
    readonly prefix?: string;
  } = {},
): readonly string[] {
  const { env = process.env, platform = process.platform, home = homedir(), prefix } = options;
  const listed = (env["JUPYTER_PATH"] ?? "").split(delimiter).filter((path) => path !== "");
  const prefixes = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"], prefix].filter((path) => path !== undefined);
  const system =
    platform === "win32"
      ? [join(env["PROGRAMDATA"] ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const paths = [
    ...listed,
    userDataFolder({ env, platform, home }),
    ...prefixes.map((path) => join(path, "share", "jupyter")),
    ...system,
  ];
  return [...new Set(paths)];
}

/** The folder that `--user` installations go to. */
export function userDataFolder(
  options: { readonly env?: Environment; readonly platform?: NodeJS.Platform; readonly home?: string } = {},
): string {
  const { env = process.env, platform = process.platform, home = homedir() } = options;
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(env["APPDATA"] ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(env["XDG_DATA_HOME"] || join(home, ".local", "share"), "jupyter");
}

/** Folders of installed kernelspecs with that name, the one that Jupyter takes first. */
export function kernelspecs(name: string, paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => join(path, "kernels", name))
    .filter((folder) => existsSync(join(folder, "kernel.json")));
}
