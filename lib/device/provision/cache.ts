import { homedir } from "node:os";
import { join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's cache folder as each platform has it, with `swath` in it; `SWATH_CACHE` names another. */
export function cacheRoot(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env["SWATH_CACHE"]) return resolve(env["SWATH_CACHE"]);
  if (platform === "darwin") return join(home, "Library", "Caches", "swath");
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "swath", "Cache");
  // The XDG specification says that a relative XDG_CACHE_HOME is to be ignored.
  const xdg = env["XDG_CACHE_HOME"];
  return join(xdg?.startsWith("/") ? xdg : join(home, ".cache"), "swath");
}
