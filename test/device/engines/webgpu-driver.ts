import { existsSync } from "node:fs";
import { webgpu } from "../../../lib/device/engines/webgpu.js";

/** Where Debian's chromium keeps SwiftShader, a Vulkan driver that computes on the processor. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * Why WebGPU cannot be tested here; undefined when it can. Without a GPU of its own the machine's SwiftShader is
 * taken, if it has one (Debian: apt install chromium libvulkan1).
 */
export async function whyNoWebgpu(): Promise<string | undefined> {
  if (!process.env["VK_DRIVER_FILES"] && existsSync(SWIFTSHADER))
    process.env["VK_DRIVER_FILES"] = SWIFTSHADER;
  const { available, onlyByName, reason } = await webgpu.candidate();
  return available || onlyByName ? undefined : reason;
}
