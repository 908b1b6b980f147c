import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Content, PROTOCOL } from "./message.js";

const require = createRequire(import.meta.url);

/** A package's version, without loading the package. */
function versionOf(path: string): string {
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

/** Our own package.json: two folders up from the sources, three from `dist`. */
function ownVersion(): string {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      return versionOf(new URL(path, import.meta.url).pathname);
    } catch {
      // The other place.
    }
  }
  return "0.0.0";
}

/** The content of `kernel_info_reply`. */
export function kernelInfo(): Content {
  const version = ownVersion();
  const typescript = versionOf(require.resolve("typescript/package.json"));
  return {
    status: "ok",
    protocol_version: PROTOCOL,
    implementation: "swath",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `Swath ${version} · TypeScript ${typescript} · Node ${process.versions.node}`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
    ],
    debugger: false,
    supported_features: [],
  };
}
