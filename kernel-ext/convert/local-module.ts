import ts from "typescript";
import { moduleOptions } from "./options.js";
import { stopChecks } from "./transform.js";

/** Compiles a file beside the notebook to SystemJS form, with loops that an interrupt can stop. */
export function compileLocalModule(path: string, text: string): ts.TranspileOutput {
  const output = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: moduleOptions,
    reportDiagnostics: true,
    transformers: { before: [stopChecks()] },
  });
  const [problem] = output.diagnostics ?? [];
  if (problem) {
    const at = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(problem.messageText, "\n");
    throw new SyntaxError(`${path}:${(at?.line ?? 0) + 1}:${(at?.character ?? 0) + 1}: ${message}`);
  }
  return { ...output, outputText: output.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n") };
}
