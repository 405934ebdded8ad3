import { execFileSync } from "node:child_process";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** Makes `dist`: one file of code, one of types, with all that they need. */
const at = (...parts: string[]) => path.join(import.meta.dirname, ...parts);

/** The workspace's packages have sources only; TypeScript has written declarations of what the client reaches. */
const workspaceDeclarations: Plugin = {
  name: "workspace-declarations",
  resolveId: {
    order: "pre",
    handler: (id) => {
      const [, name, file] = /^@stead\/(kernel|contracts)\/(.+)$/.exec(id) ?? [];
      if (name === undefined || file === undefined) return null;
      return at("dist/types/packages", name, "src", `${file}.d.ts`);
    },
  },
};

await rm(at("dist"), { recursive: true, force: true });
execFileSync(at("node_modules/.bin/tsc"), ["-p", at("tsconfig.types.json")], { stdio: "inherit" });

const shared = { cwd: import.meta.dirname, logLevel: "warn" } as const;
await build({
  ...shared,
  input: { index: at("src/index.ts") },
  platform: "neutral",
  output: { dir: at("dist"), format: "esm" },
});
await build({
  ...shared,
  input: { index: at("dist/types/packages/client/src/index.d.ts") },
  plugins: [workspaceDeclarations, dts({ dtsInput: true, tsconfig: false })],
  output: { dir: at("dist"), format: "esm" },
});
await rm(at("dist/types"), { recursive: true });

// The package that others install: no dependency of its own, so nothing of theirs can disagree with it.
const own: unknown = JSON.parse(await readFile(at("package.json"), "utf8"));
const { name, version, license, description } = own as Record<string, unknown>;
const exported = { ".": { types: "./index.d.ts", default: "./index.js" } };
await writeFile(
  at("dist/package.json"),
  `${JSON.stringify({ name, version, license, description, type: "module", exports: exported }, null, 2)}\n`,
);
await copyFile(at("README.md"), at("dist/README.md"));
