import { houseSandbox } from "./env.ts";

type Prompt = { checkoutRequestId: string };

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const address = houseSandbox();
  if (address === undefined) throw new Error("the house has no payment sandbox");
  const answer = await fetch(`${address}/sandbox${path}`, {
    ...(body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${path}: ${said}`);
  const answered: Answer = JSON.parse(said);
  return answered;
}

/** What the tenant does with the prompt that waits on the phone. Throws when none waits. */
export async function answerPrompt(phone: string, act: "pay" | "cancel"): Promise<void> {
  const msisdn = phone.replace("+", "");
  const { items } = await ask<{ items: Prompt[] }>(`/mpesa/prompts?state=pending&msisdn=${msisdn}`);
  const [prompt] = items;
  if (prompt === undefined) throw new Error(`no prompt waits on ${phone}`);
  await ask(`/mpesa/prompts/${prompt.checkoutRequestId}/act`, { act });
}

/** Somebody pays by hand, in whole shillings. */
export async function payByHand(payment: {
  shortCode: string;
  msisdn: string;
  amount: number;
  reference: string;
}): Promise<void> {
  await ask("/mpesa/payments", payment);
}
