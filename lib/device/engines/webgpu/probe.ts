import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { AdapterInfo } from "./dawn.js";

/** The adapter that Dawn would take, or why there is none. */
export type Probe =
  | { readonly found: true; readonly info: AdapterInfo }
  | { readonly found: false; readonly reason: string; readonly mend: string };

const PACKAGES = ["webgpu", "@tensorflow/tfjs-backend-webgpu"];
const PATIENCE_MS = 20_000;

const script = (url: string) => `
const { create } = await import(${JSON.stringify(url)});
const adapter = await create([]).requestAdapter({ powerPreference: "high-performance" });
const info = adapter && Object.fromEntries(
  ["vendor", "architecture", "device", "description", "isFallbackAdapter"].map((key) => [key, adapter.info[key]]));
process.stdout.write(JSON.stringify({ info }), () => process.exit(0));
`;

const none = (reason: string, mend: string): Probe => ({ found: false, reason, mend });

/**
 * Asks Dawn for an adapter in a process of its own: graphics drivers write to stderr as they please, take a while to
 * unload, and a broken one may crash. Nothing of that should reach somebody who then computes elsewhere.
 */
export function probe(): Promise<Probe> {
  const { resolve: locate } = createRequire(import.meta.url);
  const paths: string[] = [];
  for (const name of PACKAGES) {
    try {
      paths.push(locate(name));
    } catch {
      return Promise.resolve(none(`the optional package ${name} is not installed`, `npm install ${name}`));
    }
  }
  const url = pathToFileURL(paths[0] as string).href;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script(url)], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE_MS,
      // Neither the parent's loaders nor its inspector belong in here.
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", (error) => resolve(none(`Dawn could not be tried: ${error.message}`, "")));
    child.on("close", (code, signal) => resolve(read(stdout, stderr, code, signal)));
  });
}

/** What the probe's output means. */
export function read(stdout: string, stderr: string, code: number | null, signal: string | null): Probe {
  try {
    const { info } = JSON.parse(stdout) as { info: AdapterInfo | null };
    if (info) return { found: true, info };
  } catch {
    const line = /^\w*Error: (.*)$/m.exec(stderr)?.[1];
    const end = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    return none(
      line ? `the package webgpu does not load: ${line}` : `Dawn ${end} while it looked for an adapter`,
      line ? "npm install webgpu" : "update the graphics driver",
    );
  }
  if (stderr.includes("libvulkan.so.1: cannot open")) {
    return none(
      "Dawn finds no Vulkan loader (libvulkan.so.1)",
      "install it (Debian: apt install libvulkan1) and a Vulkan driver for this GPU",
    );
  }
  return none("Dawn finds no graphics adapter", "install a Vulkan driver for this GPU");
}
