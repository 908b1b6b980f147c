import { setFlagsFromString } from "node:v8";

/**
 * Keeps a long session small. Each cell leaves a megabyte of the compiler's work behind as garbage, and V8 by itself
 * lets a heap of 220 MB grow to 575 before it collects. Further, it optimises functions in threads of its own, whose
 * arenas of malloc keep what the largest functions of the compiler once took (165 MB). Over 700 cells a process went
 * from 0.63 to 1.23 GB; with these two settings it stays at 0.75, and a cell takes as long as before.
 *
 * For a process that is a kernel, before it loads the compiler: Node reads the flags of V8 at any time.
 */
export function boundMemory(): void {
  // Collect when the heap has grown by so much; marking goes on beside the program.
  setFlagsFromString("--heap-growing-percent=60");
  // Bytes of bytecode; V8's own limit is 60 KB. What a cell's own code holds in one function is far below.
  setFlagsFromString("--max-optimized-bytecode-size=16384");
}
