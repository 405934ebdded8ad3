import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** What a program that installs the client installs with it. */
const external = [/^@trpc\//];
const at = (...parts: string[]) => path.join(import.meta.dirname, ...parts);

/** The workspace's packages have sources only; TypeScript has written declarations of what the client reaches. */
const workspaceDeclarations: Plugin = {
  name: "workspace-declarations",
  resolveId: {
    order: "pre",
    handler: (id) => {
      const [, name, file] = /^@stead\/(kernel|contracts)\/(.+)$/.exec(id) ?? [];
      return name === undefined ? null : at("dist/types/packages", name, "src", `${file}.d.ts`);
    },
  },
};

await rm(at("dist"), { recursive: true, force: true });
execFileSync(at("node_modules/.bin/tsc"), ["-p", at("tsconfig.types.json")], { stdio: "inherit" });

const shared = { cwd: import.meta.dirname, external, logLevel: "warn" } as const;
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
