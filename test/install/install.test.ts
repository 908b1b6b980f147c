import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { installKernel, kernelJson, uninstallKernel } from "../../kernel-ext/install/kernelspec.js";
import { isBuilt, newFolder, swath } from "../headless/support.js";
import { pythonWith } from "../support/python.js";

const python = pythonWith("jupyter_client");

describe.skipIf(!isBuilt)("kernel install (skipped where the project is not built)", () => {
  it("writes the kernelspec with its logos, and the extension", async () => {
    const share = join(newFolder(), "share", "jupyter");
    const folder = await installKernel(share);
    expect(readdirSync(folder).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
    ]);
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as { argv: string[] };
    expect(spec).toEqual(kernelJson());
    expect(spec).toMatchObject({
      display_name: "TypeScript (Swath)",
      language: "typescript",
      interrupt_mode: "message",
    });
    expect(spec.argv[0]).toBe(process.execPath);
    expect(spec.argv.slice(-2)).toEqual(["-f", "{connection_file}"]);
    expect(existsSync(spec.argv.find((part) => part.endsWith("main.js"))!)).toBe(true);
    for (const size of [32, 64]) {
      const { width, height } = decode(readFileSync(join(folder, `logo-${size}x${size}.png`)));
      expect([width, height]).toEqual([size, size]);
    }
    expect(existsSync(join(share, "labextensions", "swath-plotly", "static", "remoteEntry.js"))).toBe(true);
  });

  it("replaces an older one and leaves nothing aside", async () => {
    const share = newFolder();
    mkdirSync(join(share, "kernels", "swath"), { recursive: true });
    writeFileSync(join(share, "kernels", "swath", "old.txt"), "old");
    await installKernel(share);
    await installKernel(share);
    expect(readdirSync(join(share, "kernels"))).toEqual(["swath"]);
    expect(existsSync(join(share, "kernels", "swath", "old.txt"))).toBe(false);
  });

  it("is taken away whole; other kernels stay", async () => {
    const share = newFolder();
    mkdirSync(join(share, "kernels", "python3"), { recursive: true });
    await installKernel(share);
    expect(await uninstallKernel(share)).toBe(true);
    expect(await uninstallKernel(share)).toBe(false);
    expect(readdirSync(join(share, "kernels"))).toEqual(["python3"]);
    expect(readdirSync(join(share, "labextensions"))).toEqual([]);
  });

  it("says what to do where it may not write", async () => {
    const file = join(newFolder(), "a-file");
    writeFileSync(file, "");
    await expect(installKernel(file)).rejects.toThrow(/cannot be written \(ENOTDIR\); install with --user/);
  });

  it("from the command line: installs, removes, and refuses two places at once", async () => {
    const prefix = newFolder();
    expect((await swath("kernel", "install", "--prefix", prefix)).stdout).toContain(
      join(prefix, "share", "jupyter", "kernels", "swath"),
    );
    expect(await swath("kernel", "uninstall", "--prefix", prefix)).toMatchObject({ code: 0 });
    expect((await swath("kernel", "uninstall", "--prefix", prefix)).stdout).toContain("was not installed");
    expect(await swath("kernel", "install", "--prefix", prefix, "--user")).toMatchObject({ code: 2 });
  });

  it.skipIf(!python)(
    "is found by Jupyter, and starts from another folder (skipped without jupyter_client)",
    async () => {
      const prefix = newFolder();
      await installKernel(join(prefix, "share", "jupyter"));
      const script = `
from jupyter_client.manager import start_new_kernel
km, kc = start_new_kernel(kernel_name="swath")
kc.execute_interactive("console.log('it runs', 6 * 7)", timeout=60)
km.shutdown_kernel()`;
      const env = {
        ...process.env,
        JUPYTER_PATH: join(prefix, "share", "jupyter"),
        JUPYTER_PLATFORM_DIRS: "1",
      };
      expect(execFileSync(python!, ["-c", script], { cwd: newFolder(), env, encoding: "utf8" })).toContain(
        "it runs 42",
      );
    },
  );
});
