import { checkRailSettings, type RailId } from "@stead/contracts/rails";
import { AppError } from "@stead/kernel/errors";
import { openJiraniRail } from "./jirani/jirani.ts";
import { openMpesaRail } from "./mpesa/mpesa.ts";
import { openStripeRail } from "./stripe/stripe.ts";
import type { RailOptions } from "./rail-options.ts";
import type { RailAccount, RailProvider } from "./rail-provider.ts";

/** The adapters: another rail is one more line. */
const adapters: Record<RailId, (account: RailAccount, options: RailOptions) => RailProvider> = {
  mpesa: openMpesaRail,
  stripe: openStripeRail,
  jirani: openJiraniRail,
};

/** An account's way to its provider. Throws INVALID with a field error for each setting that is wrong. */
export function openRail(account: RailAccount, options: RailOptions): RailProvider {
  const fields = checkRailSettings(account.rail, account.account, account.settings);
  if (fields.length > 0)
    throw new AppError("INVALID", "the settings of this account are not complete", { fields });
  return adapters[account.rail](account, options);
}
