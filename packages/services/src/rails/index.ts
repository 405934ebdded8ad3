export { listBreakers, listSystemBreakers } from "./list-breakers.ts";
export { startTellingBreakers } from "./tell-breakers.ts";
export { makeRails } from "./make-rails.ts";
export {
  createRailAccount,
  hashSecret,
  renewCallbackAddress,
  updateRailAccount,
} from "./create-rail-account.ts";
export { patience, registerRailAccount, testRailAccount } from "./check-rail-account.ts";
export { getCallbackAddress, listRailAccounts } from "./list-rail-accounts.ts";
export {
  fingerprintPayer,
  fingerprintPhone,
  openPayerName,
  openProvider,
  payerNameOf,
  payerOf,
  readAccount,
  type RailAccountRow,
} from "./rows.ts";
