export { base as default } from "@stead/vitest/base";
