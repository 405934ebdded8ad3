import type { Permission } from "@stead/contracts/permissions";
import type { CacheRule } from "./cache-rules.ts";

/** Who may call a procedure. */
export type ProcedureLevel = "public" | "signedIn" | "member" | "tenant" | "operator";

/** What every procedure states of itself; a member's states its permission as well. */
export type ProcedureMeta = {
  level: ProcedureLevel;
  permission?: Permission;
  /** The answer of a query tells a secret: it is never compressed, as its length would then tell of it. */
  tellsSecret?: true;
  /** How the answer of a query may be kept outside; without a rule, not at all. */
  cache?: CacheRule;
  /**
   * The answer of a query may lack what others wrote a moment ago, so a replica may give it. Never of what a change is
   * decided by.
   */
  mayLag?: true;
};
