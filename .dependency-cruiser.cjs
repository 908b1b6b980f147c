// Dependencies point one way (CONTRIBUTING.md, "The shape of the house"). Each rule: a folder, and what it may not see.
const layers = [
  { folder: "^lib/device/", forbidden: "^lib/(nn|diffusion|data|metrics|figures|experiment|papers|report|cli)/" },
  { folder: "^lib/nn/", forbidden: "^lib/(diffusion|figures|experiment|papers|report|cli)/" },
  { folder: "^lib/data/", forbidden: "^lib/(nn|diffusion|figures|experiment|papers|report|cli)/" },
  { folder: "^lib/metrics/", forbidden: "^lib/(nn|diffusion|data|figures|experiment|papers|report|cli)/" },
  { folder: "^lib/(diffusion|figures|experiment)/", forbidden: "^lib/(papers|report|cli)/" },
  { folder: "^lib/papers/", forbidden: "^lib/(report|cli)/" },
  { folder: "^lib/", forbidden: "^kernel-ext/", except: "^lib/cli/" },
];

module.exports = {
  forbidden: [
    ...layers.map(({ folder, forbidden, except }) => ({
      name: `one-way${folder}`,
      severity: "error",
      from: { path: folder, ...(except ? { pathNot: except } : {}) },
      to: { path: forbidden },
    })),
    {
      name: "papers-are-islands",
      comment: "What two papers need moves down into nn, diffusion, data or metrics.",
      severity: "error",
      from: { path: "^lib/papers/([^/]+)/" },
      to: { path: "^lib/papers/", pathNot: "^lib/papers/$1/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^(node:|swath)" } },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: "specify",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
