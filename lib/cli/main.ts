#!/usr/bin/env node
import { runCli } from "./support/program.js";

const code = await runCli(process.argv.slice(2));
// An engine may hold the event loop open; everything is written by the time this callback runs.
process.stdout.write("", () => process.exit(code));
