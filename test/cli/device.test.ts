import { afterEach, describe, expect, it } from "vitest";
import { findNative } from "../../lib/device/provision/find.js";
import { cannotBuild, type Tools, type Workshop, workshop } from "../device/provision/workshop.js";
import { swath } from "./terminal.js";

const open: Workshop[] = [];

function shopWith(tools: Tools = {}): Workshop {
  const shop = workshop(tools);
  open.push(shop);
  return shop;
}

afterEach(() => {
  for (const shop of open.splice(0)) shop.remove();
});

describe.skipIf(cannotBuild)("swath device provision", () => {
  it("says in plain lines what it does where there is no terminal, and the result on stdout", async () => {
    const { env } = shopWith();
    const { code, out, err } = await swath(["device", "provision"], { env });
    expect(code, err).toBe(0);
    expect(err.split("\n")[0]).toMatch(/^download {2}tensorflow(-cpu)? 2\.21\.0 with pip$/);
    expect(err).toMatch(/^unpack {4}TensorFlow's libraries · 100 %$/m);
    expect(err).not.toContain("\r");
    expect(out).toMatch(/^engine {4}native · TensorFlow 2\.21\.0 · cpu · made\nfolder {4}/);
    const again = await swath(["device", "provision"], { env });
    expect(again).toMatchObject({ code: 0, err: "", out: expect.stringContaining("was there") });
  });

  it("ends with exit code 1, what is missing and the mend, and without a stack", async () => {
    const { env } = shopWith({ pip: "missing" });
    const { code, err } = await swath(["device", "provision"], { env });
    expect(code).toBe(1);
    expect(err).toMatch(/^SwathError PROVISION {2}device provision: python3 3\.12\.1 has no pip$/m);
    expect(err).toMatch(/^ {2}mend {2}install it/m);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("with --optional says the same and ends with exit code 0, for what goes on without it", async () => {
    const { env } = shopWith({ compiler: "missing" });
    const { code, err } = await swath(["device", "provision", "--optional"], { env });
    expect(code).toBe(0);
    expect(err).toMatch(/no C\+\+ compiler[\s\S]*Going on without the native engine/);
  });

  it("with --offline fetches nothing", async () => {
    const shop = shopWith();
    const { code, err } = await swath(["device", "provision", "--offline"], { env: shop.env });
    expect(code).toBe(1);
    expect(err).toContain("--offline forbids fetching it");
    expect(shop.calls()).toEqual([]);
  });

  it("stops at Ctrl-C with exit code 130 and goes on from there", async () => {
    const { env } = shopWith({ pip: "slow" });
    const stopped = await swath(["device", "provision"], { env, interruptAt: /^download/m });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/SwathError ABORTED {2}device provision: stopped/);
    expect(findNative({ env }).found).toBe(false);
    expect((await swath(["device", "provision"], { env })).code).toBe(0);
    expect(findNative({ env }).found).toBe(true);
  });
});
