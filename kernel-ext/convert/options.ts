import ts from "typescript";

/**
 * How cells are compiled. As lenient as tslab (no `strict`: a notebook is a conversation), but resolved as a bundler
 * does, so that `exports` maps, extensionless neighbours and `.ts` endings all work.
 */
export const cellOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  // Instead of `lib`: the rolled-up declarations hold the language's and Node's own (see scope/rollup.ts).
  noLib: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["node"],
  allowImportingTsExtensions: true,
  // `tf` and `sw` are declared as UMD globals by the rolled-up declarations.
  allowUmdGlobalAccess: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  allowJs: true,
  jsx: ts.JsxEmit.React,
  experimentalDecorators: false,
  declaration: true,
  emitDeclarationOnly: true,
  newLine: ts.NewLineKind.LineFeed,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  types: [],
  noErrorTruncation: false,
};

/** How checked code becomes the body of a function: CommonJS, whose `require` calls are turned into awaited imports. */
export const runOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  // The import function gives every module its right face itself.
  esModuleInterop: false,
  jsx: ts.JsxEmit.React,
  experimentalDecorators: false,
  newLine: ts.NewLineKind.LineFeed,
  sourceMap: true,
  removeComments: false,
};

/** How a TypeScript file beside the notebook becomes runnable: SystemJS form keeps live bindings, cycles and `await`. */
export const moduleOptions: ts.CompilerOptions = {
  ...runOptions,
  module: ts.ModuleKind.System,
  inlineSources: false,
};
