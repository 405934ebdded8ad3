import { railDescriptors, type RailId } from "@stead/contracts/rails";
import { newId } from "@stead/kernel/ids";
import { createSealer } from "@stead/kernel/seal";
import type { RailContext } from "./index.ts";
import type { TestContext, TestHouse } from "./test-house.ts";

/** A context with a sealer, and without a way to any provider. */
export function withRails<Ctx extends TestContext>(ctx: Ctx): Ctx & RailContext {
  const open = () => {
    throw new Error("no provider is reached in this test");
  };
  const sealer = createSealer("a secret of tests that is long enough");
  const publicUrl = "http://127.0.0.1";
  return { ...ctx, rails: { open, sealer, callbackBase: `${publicUrl}/api`, publicUrl } };
}

/** An account with a provider, and the ledger account of its rail. */
export async function makeRailAccount(
  house: TestHouse,
  agencyId: string,
  { rail = "mpesa", account = "600966" }: { rail?: RailId; account?: string } = {},
): Promise<string> {
  const id = newId();
  const { clearing } = railDescriptors[rail];
  await house.arrange.query(
    `insert into ledger_accounts (agency_id, code, name, type) values ($1, $2, $3, 'asset') on conflict do nothing`,
    agencyId,
    clearing.code,
    clearing.name,
  );
  await house.arrange.insert("rail_accounts", {
    agency_id: agencyId,
    id,
    rail,
    account,
    label: `${clearing.name} ${account}`,
    currency: "KES",
    settings_sealed: "none",
  });
  return id;
}
