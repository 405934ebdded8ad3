import { launch } from "./launch.mjs";

await launch("tooling/checks/src/test-run/main.ts");
