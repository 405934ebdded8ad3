import type { z } from "zod";
import type { DarajaApp } from "./rows.ts";

/** A path of Daraja: what it takes and what it does, inside an act. */
export type WireRoute<Body> = {
  path: string;
  /** Answers GET with a query as well. */
  isAlsoGet?: true;
  schema: z.ZodType<Body>;
  /** Whom failure modes can be switched on for. */
  about: (body: Body) => { account: string; customer?: string; subject: string };
  run: (app: DarajaApp, body: Body) => object;
};

export type AddRoute = <Body>(route: WireRoute<Body>) => void;
