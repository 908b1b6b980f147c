import { describe, expect, it } from "vitest";
import { jupyterDataPaths } from "../../lib/cli/support/jupyter.js";

describe("Jupyter's data folders", () => {
  it("are JUPYTER_PATH, the user's, the environment's, the system's, in this order", () => {
    const paths = jupyterDataPaths({
      env: { JUPYTER_PATH: "/one:/two", VIRTUAL_ENV: "/venv" },
      platform: "linux",
      home: "/home/u",
      prefix: "/usr/python",
    });
    expect(paths).toEqual([
      "/one",
      "/two",
      "/home/u/.local/share/jupyter",
      "/venv/share/jupyter",
      "/usr/python/share/jupyter",
      "/usr/local/share/jupyter",
      "/usr/share/jupyter",
    ]);
  });

  it("follow JUPYTER_DATA_DIR and the platform", () => {
    expect(jupyterDataPaths({ env: { JUPYTER_DATA_DIR: "/d" }, platform: "linux" })[0]).toBe("/d");
    expect(jupyterDataPaths({ env: {}, platform: "darwin", home: "/Users/u" })[0]).toBe(
      "/Users/u/Library/Jupyter",
    );
  });
});
