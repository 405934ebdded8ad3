import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IRegularForbiddenRuleType,
} from "dependency-cruiser";
import { layers, testsMayImport, type Layer, type LayerName } from "./layers.ts";
import type { Check, Finding, Tree } from "./tree.ts";

type From = IRegularForbiddenRuleType["from"];
type To = IRegularForbiddenRuleType["to"];

const tests =
  "[.]test[.]tsx?$|/test-[^/]+[.]ts$|/e2e/|/vitest[.](config|setup)[.]ts$|/playwright[.]config[.]ts$";
const ours = "^(apps|packages|tooling)/";
const container = "/container[.]ts$";

function folders(names: readonly LayerName[]): string[] {
  return names.map((name) => `^${layers[name].folder}/`);
}

function rule(name: string, from: From, to: To): IRegularForbiddenRuleType {
  return { name, severity: "error", from, to };
}

/** One rule for each way out of a layer that its row does not name. */
function layerRules([name, layer]: [string, Layer]): IRegularForbiddenRuleType[] {
  const own = `^${layer.folder}/`;
  const below = [own, ...folders(layer.mayImport)];
  const wired = folders(layer.containerMayImport ?? []);
  const typesOf = [...folders(layer.mayImportTypesOf ?? []), ...wired];
  const product = { path: own, pathNot: [tests, container] };
  const rules = [
    rule(`${name}-imports`, product, { path: ours, pathNot: [...below, ...typesOf] }),
    rule(
      `${name}-container`,
      { path: own + ".*" + container },
      { path: ours, pathNot: [...below, ...wired] },
    ),
    rule(
      `${name}-tests`,
      { path: `${own}.*(${tests})` },
      {
        path: ours,
        pathNot: [...below, ...typesOf, ...folders(testsMayImport)],
      },
    ),
  ];
  if (typesOf.length > 0) {
    rules.push(rule(`${name}-types-only`, product, { path: typesOf, dependencyTypesNot: ["type-only"] }));
  }
  if (layer.isBrowserSafe) {
    rules.push(
      rule(`${name}-browser`, { path: `${own}src/`, pathNot: tests }, { dependencyTypes: ["core"] }),
    );
  }
  return rules;
}

/** Rules that no single layer owns. */
const treeRules = [
  rule("no-cycles", {}, { circular: true }),
  rule("no-unresolvable", {}, { couldNotResolve: true }),
  rule(
    "package-by-its-name",
    { path: "^((?:apps|packages|tooling)/[^/]+)/" },
    {
      path: ours,
      pathNot: "^$1/",
      dependencyTypes: ["local"],
      dependencyTypesNot: ["npm", "npm-dev", "npm-peer"],
    },
  ),
  rule(
    "slice-surface",
    { path: "^packages/services/src/([^/]+)/" },
    {
      path: "^packages/services/src/",
      pathNot: ["^packages/services/src/$1/", "/index[.]ts$", "/test-[^/]+[.]ts$"],
    },
  ),
  rule("routes-compose-features", { path: "^apps/web/(features|lib)/" }, { path: "^apps/web/app/" }),
  rule("no-tests-in-product", { path: "^(apps|packages)/", pathNot: tests }, { path: tests }),
  rule(
    "no-development-dependency-in-product",
    { path: "^(apps|packages)/[^/]+/(src|app|features|lib)/", pathNot: [tests, "^packages/testing/"] },
    { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"], pathNot: ours },
  ),
];

const options: ICruiseOptions = {
  ruleSet: { forbidden: [...Object.entries(layers).flatMap(layerRules), ...treeRules] },
  validate: true,
  parser: "tsc",
  tsPreCompilationDeps: "specify",
  combinedDependencies: false,
  doNotFollow: { path: "(^|/)(node_modules|dist)/" },
  exclude: { path: "(^|/)([.]next|coverage|generated)/|[.]css$" },
  enhancedResolveOptions: {
    extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".json"],
    exportsFields: ["exports"],
    conditionNames: ["types", "import", "node", "default"],
    mainFields: ["types", "main"],
  },
};

/** A package without a row could import what it likes. */
function findUnknownFolders(sources: readonly string[]): Finding[] {
  const known = new Set(Object.values(layers).map((layer) => layer.folder));
  const folders = new Set(sources.map((file) => file.split("/").slice(0, 2).join("/")));
  return [...folders]
    .filter((folder) => !known.has(folder))
    .map((file) => ({ file, message: "has no row in layers.ts" }));
}

async function findForbiddenImports(tree: Tree): Promise<Finding[]> {
  const sources = tree.paths.filter((file) => /^(apps|packages|tooling)\/.*\.(ts|tsx|mts|mjs)$/.test(file));
  const { output } = await cruise(sources, { ...options, baseDir: tree.root });
  const violations = (output as ICruiseResult).summary.violations.map((violation) => ({
    file: violation.from,
    message: `${violation.rule.name}: ${[violation.to, ...(violation.cycle ?? []).map((step) => step.name)].join(" > ")}`,
  }));
  return [...findUnknownFolders(sources), ...violations];
}

export const boundaries: Check = { title: "imports go down, without cycles", run: findForbiddenImports };
