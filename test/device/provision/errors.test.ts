import { describe, expect, it } from "vitest";
import { asProvisionError } from "../../../lib/device/provision/errors.js";
import { SwathError } from "../../../lib/errors.js";

const refusal = (code: string) =>
  Object.assign(new Error(`${code}: refused, write`), { code, path: "/cache/file" });

describe("what the operating system refuses while provisioning", () => {
  it.each([
    ["ENOSPC", /disk is full/, /free some space/],
    ["EDQUOT", /disk is full/, /free some space/],
    ["EACCES", /cannot be written \(EACCES\)/, /SWATH_CACHE/],
    ["EROFS", /cannot be written \(EROFS\)/, /SWATH_CACHE/],
    ["ENOTDIR", /is not a folder/, /SWATH_CACHE/],
    ["EIO", /EIO: refused, write/, /run it again/],
  ])("%s becomes an error with place and mend", (code, message, mend) => {
    const cause = refusal(code);
    const error = asProvisionError(cause, "/cache") as SwathError;
    expect(error).toBeInstanceOf(SwathError);
    expect(error.code).toBe("PROVISION");
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
    expect(error.facts["folder"]).toMatch(/^\/cache/);
    expect(error.cause).toBe(cause);
  });

  it("leaves what has its form already", () => {
    const error = new SwathError("ABORTED", "device provision", "stopped");
    expect(asProvisionError(error, "/cache")).toBe(error);
  });
});
