import path from "node:path";

/** The superuser's URL of a server that is already there; without it the tests start one of their own. */
export function givenServerUrl(): string | undefined {
  return process.env.STEAD_TEST_DATABASE_URL || undefined;
}

/** Folders in which programs are looked for. */
export function searchPath(): string[] {
  return (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
}
