/** The part of WebGPU that Swath touches itself; the rest is between tfjs and Dawn. */
export interface Gpu {
  requestAdapter(options?: { readonly powerPreference?: "high-performance" }): Promise<Adapter | null>;
}

export interface Adapter {
  readonly info: AdapterInfo;
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: {
    readonly requiredFeatures: readonly string[];
    readonly requiredLimits: Readonly<Record<string, number>>;
  }): Promise<Device>;
}

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface Device {
  readonly lost: Promise<{ readonly message: string }>;
  addEventListener(
    type: "uncapturederror",
    listener: (event: { readonly error: { readonly message: string }; preventDefault(): void }) => void,
  ): void;
  destroy(): void;
}

export interface Buffer {
  readonly size: number;
  readonly mapState: "unmapped" | "pending" | "mapped";
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

export interface Dawn {
  create(flags: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, { readonly prototype: object }>>;
}

/** An adapter's name for people. */
export const nameOf = ({ vendor, architecture, device, description }: AdapterInfo): string =>
  description || device || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed adapter";

/**
 * Whether an adapter computes on the processor. Drivers that are software by nature do not all call themselves a
 * fallback (Mesa's llvmpipe presents itself as an ordinary Vulkan device).
 */
export const isSoftware = (info: AdapterInfo): boolean =>
  info.isFallbackAdapter === true ||
  /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i.test(
    `${info.vendor} ${info.architecture} ${info.device} ${info.description}`,
  );
