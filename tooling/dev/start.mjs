import { launch, stateFolder } from "./launch.mjs";

await launch("tooling/dev/src/main.ts", { NODE_COMPILE_CACHE: stateFolder("compile-cache") });
