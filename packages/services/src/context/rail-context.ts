import type { RailAccount, RailProvider } from "@stead/providers/rails/rail-provider";
import type { Sealer } from "@stead/kernel/seal";
import type { ServiceContext } from "./context.ts";
import type { Whole } from "./whole-list.ts";

/** What verbs need to reach providers: made by each process, with its settings. */
export type Rails = {
  /** The account's way to its provider. The same account in the same version answers the same instance. */
  open(account: RailAccount & { version: number }): RailProvider;
  sealer: Sealer;
  /** Where providers call: the public address of the webhook door, without rail and secret. */
  callbackBase: string;
  /** Where people come back to from a provider's page. */
  publicUrl: string;
};

export type RailContext = ServiceContext & { rails: Rails };

/** The argument of a verb that reaches a provider. */
export type RailVerb<Input> = { ctx: RailContext; input: Input };

/** The argument of what reads a whole list with parts that are sealed. */
export type RailWhole<Input> = Whole<Input> & { ctx: RailContext };
