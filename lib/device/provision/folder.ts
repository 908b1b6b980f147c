import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it. Not `mkdir` with `recursive`, which never returns where the system says
 * "no such file" to a folder in an existing one (as below /proc).
 */
export async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    // Another process may have been faster; a file of that name is still a fault.
    if (error.code !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  });
}
