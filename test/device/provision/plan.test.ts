import { describe, expect, it } from "vitest";
import { CUDA_WHEELS, compilerArguments, plan, type Step } from "../../../lib/device/provision/plan.js";
import { TARGETS, type Target, targetOf } from "../../../lib/device/provision/target.js";

const named = (name: string) => TARGETS.find((target) => target.name === name) as Target;
const only = <D extends Step["do"]>(steps: readonly Step[], what: D) =>
  steps.filter((step): step is Extract<Step, { do: D }> => step.do === what);

describe("the plan", () => {
  it("for a processor is one wheel, its libraries and headers, two runs of the compiler, one check", () => {
    const steps = plan(named("linux-x64"), "cpu");
    expect(steps.map((step) => step.do)).toEqual(["fetch", "unpack", "compile", "compile", "check"]);
    expect(only(steps, "fetch")[0]).toMatchObject({ name: "tensorflow-cpu", version: "==2.21.0" });
    expect(only(steps, "unpack")[0]?.required).toEqual([
      "tensorflow/libtensorflow_cc.so.2",
      "tensorflow/libtensorflow_framework.so.2",
      "tensorflow/include/tensorflow/c/c_api.h",
    ]);
  });

  it("takes the wheel named tensorflow where there is no tensorflow-cpu", () => {
    expect(only(plan(named("darwin-arm64"), "cpu"), "fetch")[0]).toMatchObject({
      name: "tensorflow",
      tags: expect.arrayContaining(["macosx_12_0_arm64"]),
    });
    expect(only(plan(named("linux-arm64"), "cpu"), "fetch")[0]?.tags[0]).toBe("manylinux_2_27_aarch64");
  });

  it("for CUDA adds the twelve wheels of TensorFlow's extra, each with the range of its metadata", () => {
    const fetches = only(plan(named("linux-x64"), "cuda"), "fetch");
    expect(fetches[0]).toMatchObject({ name: "tensorflow", version: "==2.21.0", or: [] });
    // Requires-Dist lines of tensorflow 2.21.0 with: extra == "and-cuda".
    expect(Object.fromEntries(fetches.slice(1).map(({ name, version }) => [name, version]))).toEqual({
      "nvidia-cublas-cu12": ">=12.5.3.2,<13.0",
      "nvidia-cuda-cupti-cu12": ">=12.5.82,<13.0",
      "nvidia-cuda-nvcc-cu12": ">=12.5.82,<13.0",
      "nvidia-cuda-nvrtc-cu12": ">=12.5.82,<13.0",
      "nvidia-cuda-runtime-cu12": ">=12.5.82,<13.0",
      "nvidia-cudnn-cu12": ">=9.3.0.75,<10.0",
      "nvidia-cufft-cu12": ">=11.2.3.61,<12.0",
      "nvidia-curand-cu12": ">=10.3.6.82,<11.0",
      "nvidia-cusolver-cu12": ">=11.6.3.83,<12.0",
      "nvidia-cusparse-cu12": ">=12.5.1.3,<13.0",
      "nvidia-nccl-cu12": ">=2.27.7,<3.0",
      "nvidia-nvjitlink-cu12": ">=12.5.82,<13.0",
    });
  });

  it("for CUDA links the addon with every library that it unpacks, and finds each through the rpath", () => {
    const steps = plan(named("linux-x64"), "cuda");
    const [compile] = only(steps, "compile");
    const required = only(steps, "unpack").flatMap((step) =>
      step.required.filter((path) => path.includes(".so")),
    );
    expect(compile?.libraries).toEqual(required);
    for (const library of compile?.libraries ?? []) {
      expect(compile?.rpath).toContain(`$ORIGIN/../${library.slice(0, library.lastIndexOf("/"))}`);
    }
    // Else the linker drops them, since the addon itself calls none of them.
    expect(compilerArguments(compile as NonNullable<typeof compile>, "/home").join(" ")).toMatch(
      /-Wl,--no-as-needed .*libcudart/,
    );
    expect(CUDA_WHEELS).toHaveLength(12);
  });

  it("has no CUDA where TensorFlow publishes none", () => {
    expect(plan(named("darwin-arm64"), "cuda")).toEqual([]);
    expect(plan(named("linux-arm64"), "cuda")).toEqual([]);
  });

  it("compiles on macOS as a bundle that leaves Node's symbols open", () => {
    const [compile] = only(plan(named("darwin-arm64"), "cpu"), "compile");
    expect(compile?.flags).toEqual(expect.arrayContaining(["-bundle", "-undefined", "dynamic_lookup"]));
    expect(compile?.flags).not.toContain("-shared");
    expect(compile?.rpath).toEqual(["@loader_path/../tensorflow"]);
  });
});

describe("the machine", () => {
  it("is known by system, processor and C library", () => {
    expect(targetOf({ platform: "linux", arch: "x64", musl: false })?.name).toBe("linux-x64");
    expect(targetOf({ platform: "linux", arch: "x64", musl: true })).toBeUndefined();
    expect(targetOf({ platform: "win32", arch: "x64", musl: false })).toBeUndefined();
    expect(targetOf({ platform: "darwin", arch: "x64", musl: false })).toBeUndefined();
  });
});
