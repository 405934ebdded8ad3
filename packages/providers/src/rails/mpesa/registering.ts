import type { CallOptions, RailAnswer } from "../rail-provider.ts";
import type { MpesaAccount } from "./account.ts";
import { ok, refuse } from "../answers.ts";
import { isAccepted, readPullStatus } from "./answers.ts";

/** Words for which Daraja refuses an address. */
const refusedWords = /m-?pesa|safaricom|exe|cmd|sql|query/i;

/** What this Daraja would refuse about our address; undefined where it would not. */
function checkAddress(address: string, isLive: boolean): string | undefined {
  if (isLive && !address.startsWith("https://"))
    return "M-Pesa calls https addresses only. Set PUBLIC_URL to one.";
  const word = refusedWords.exec(address)?.[0];
  return word === undefined
    ? undefined
    : `M-Pesa refuses addresses with the word "${word}". Use another host name.`;
}

/** Tells Daraja where to ask and confirm, and where pulled transactions are announced. Safe to run again. */
export async function registerAddresses(
  account: MpesaAccount,
  options: CallOptions,
): Promise<RailAnswer<{ text: string }>> {
  const wrong = checkAddress(account.addressOf(""), account.isLive);
  if (wrong !== undefined) return refuse("address", wrong, "settings");
  const payments = await registerPayments(account, options);
  if (payments.outcome !== "ok") return payments;
  const pulling = await registerPulling(account, options);
  return ok({ text: `${payments.value} ${pulling}` });
}

/** By version 2 of the call; by version 1 where the app's product is the old one. */
async function registerPayments(account: MpesaAccount, { signal }: CallOptions): Promise<RailAnswer<string>> {
  const register = (version: "v1" | "v2") =>
    account.daraja.post(
      {
        operation: `c2b-register-${version}`,
        effect: "keyed",
        path: `/mpesa/c2b/${version}/registerurl`,
        body: () => ({
          ShortCode: account.shortCode,
          // Where we cannot be reached, rent is taken rather than turned away.
          ResponseType: "Completed",
          ConfirmationURL: account.addressOf("c2b-confirmation"),
          ValidationURL: account.addressOf("c2b-validation"),
        }),
      },
      signal,
      isAccepted,
    );
  const first = await register("v2");
  const answer = isOtherProduct(first) ? await register("v1") : first;
  if (answer.outcome === "ok") return ok("M-Pesa confirms each payment to Stead.");
  if (answer.outcome === "failed" && answer.category === "repeated") return ok(answer.result.text);
  return answer;
}

/** An app of version 1 is told that it has no access, or that there is no such resource. */
function isOtherProduct(answer: RailAnswer<unknown>): boolean {
  return (
    answer.outcome === "failed" &&
    (answer.category === "settings" || answer.category === "refused") &&
    !["400.008.01", "400.008.02", "400.002.02"].includes(answer.result.code)
  );
}

async function registerPulling(account: MpesaAccount, { signal }: CallOptions): Promise<string> {
  const { nominatedNumber } = account.settings;
  if (nominatedNumber === undefined)
    return "Lost confirmations cannot be found by themselves: set the nominated number to have them listed.";
  const answer = await account.daraja.post(
    {
      operation: "pull-register",
      effect: "keyed",
      path: "/pulltransactions/v1/register",
      body: () => ({
        ShortCode: account.shortCode,
        RequestType: "Pull",
        NominatedNumber: nominatedNumber,
        CallBackURL: account.addressOf("pull"),
      }),
    },
    signal,
    readPullStatus,
  );
  if (answer.outcome === "ok") return "Lost confirmations are found by listing the transactions.";
  const why = answer.outcome === "failed" ? answer.result.text : answer.text;
  return `Listing transactions could not be switched on: ${why}`;
}
