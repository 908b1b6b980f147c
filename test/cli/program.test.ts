import { describe, expect, it } from "vitest";
import { swath } from "./terminal.js";

describe("swath", () => {
  it("shows its subcommands with --help, exit code 0", async () => {
    const { code, out, err } = await swath(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of ["doctor", "device"]) expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
  });

  it("has help for each subcommand", async () => {
    const { out } = await swath(["--help"]);
    const commands = out.slice(out.indexOf("Commands:")).matchAll(/^ {2}([a-z]+)/gm);
    for (const [, name] of commands) {
      const help = await swath([name as string, "--help"]);
      expect({ name, code: help.code, err: help.err }).toEqual({ name, code: 0, err: "" });
      expect(help.out).toContain(`Usage: swath ${name}`);
    }
  });

  it("prints its version", async () => {
    expect((await swath(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [[], /Usage: swath/],
    [["doctr"], /unknown command 'doctr'\n\(Did you mean doctor\?\)/],
    [["doctor", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [
      ["device", "provision", "--cpu", "--cuda"],
      /SwathError USAGE {2}device provision: .*exclude each other\n {2}mend/,
    ],
  ])("answers misuse %j with exit code 2", async (args, message) => {
    const { code, err } = await swath(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
