import { start } from "./engine.js";

// Imported for its effect by the entry points that compute: whoever imports them computes on the best engine of this
// machine from the first line on. Nothing is downloaded here: `swath device provision` does that, and the commands
// that need it.
await start();
