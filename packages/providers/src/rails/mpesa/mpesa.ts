import { systemClock } from "@stead/kernel/clock";
import { createRailGuard } from "../rail-guard.ts";
import type { CallOptions, RailAccount, RailAnswer, RailFact, RailProvider } from "../rail-provider.ts";
import type { RailOptions } from "../rail-options.ts";
import { openMpesaAccount, type MpesaAccount } from "./account.ts";
import { ok, refuse } from "../answers.ts";
import { queryPrompt, sendPrompt } from "./collecting.ts";
import { answerValidation, createAddressTest, createInspector, safaricomAddresses } from "./inbound.ts";
import { queryStatus, sendPayOut, sendReversal } from "./moving.ts";
import { confirmMoney, pullPage } from "./pulling.ts";
import { createReader } from "./read.ts";
import { registerAddresses } from "./registering.ts";

/** A short code of M-Pesa over Safaricom's Daraja. Settings must have passed the descriptor's rules. */
export function openMpesaRail(
  rail: RailAccount,
  { baseUrls, seams, limits, clock = systemClock, allowedAddresses = safaricomAddresses }: RailOptions,
): RailProvider {
  const guard = createRailGuard({ name: "M-Pesa", provider: "mpesa", seams, limits });
  const account = openMpesaAccount(rail, { baseUrl: baseUrls.mpesa, guard, clock });
  return {
    rail: "mpesa",
    inspect: createInspector(createAddressTest(allowedAddresses)),
    answerValidation,
    read: createReader([...new Set([account.shortCode, account.promptCode])]),
    confirm: (fact, options) => confirmFact(account, fact, options),
    collect: (request, options) => sendPrompt(account, request, options),
    queryAttempt: ({ ref }, options) => queryPrompt(account, ref, options),
    refund: (request, options) => sendReversal(account, request, options),
    payOut: (request, options) => sendPayOut(account, request, options),
    queryMovement: (movement, options) => queryStatus(account, movement, options),
    pull: (window, options) => pullPage(account, window, options),
    register: (options) => registerAddresses(account, options),
    test: async ({ signal }) => {
      const answer = await account.daraja.signIn(signal);
      return answer.outcome === "ok" ? ok({ text: "Daraja let Stead in with these keys." }) : answer;
    },
    health: () => guard.health(),
    close: async () => {},
  };
}

/** An event from an unlisted address, asked about over our own connection. */
async function confirmFact(
  account: MpesaAccount,
  fact: RailFact,
  options: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  if (fact.kind === "money") return confirmMoney(account, fact.money, options);
  if (fact.kind === "attempt") {
    const answer = await queryPrompt(account, fact.ref, options);
    if (answer.outcome !== "ok" || fact.state !== "paid") return answer;
    // A query names no receipt: who paid what is believed when the list has the same one.
    const isPaid = answer.value.some((said) => said.kind === "attempt" && said.state === "paid");
    if (!isPaid || fact.money === null) return answer;
    const listed = await confirmMoney(account, fact.money, options);
    if (listed.outcome !== "ok") return listed;
    const [first] = listed.value;
    return ok([{ ...fact, money: first?.kind === "money" ? first.money : null }]);
  }
  if (fact.kind === "other") return ok([fact]);
  return refuse(
    "unlisted",
    "It came from an address that is not on Safaricom's list, and M-Pesa has no way to ask about it. Look it up on the organisation portal, or add the address.",
    "settings",
  );
}
