export type { Archive, Member } from "./archive.js";
export { openArchive } from "./open.js";
