import type { Permission } from "@stead/contracts/permissions";

/** Who may call a procedure. */
export type ProcedureLevel = "public" | "signedIn" | "member" | "tenant" | "operator";

/** What every procedure states of itself; a member's states its permission as well. */
export type ProcedureMeta = {
  level: ProcedureLevel;
  permission?: Permission;
  /** The answer of a query tells a secret: it is never compressed, as its length would then tell of it. */
  tellsSecret?: true;
};
