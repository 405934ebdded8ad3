/** An agency's account at the bank. Amounts in minor units. */
export type BankAccount = {
  id: string;
  name: string;
  currency: string;
  apiKeys: readonly string[];
  /** What notices are signed with: the last one that is not retired signs. */
  noticeKeys: readonly NoticeKey[];
  noticeUrl: string | null;
  balanceMinor: number;
};

export type NoticeKey = { id: string; secret: string; isRetired: boolean };

/** A request for money, with a page on which its payer says yes or no. */
export type PayRequest = {
  id: string;
  account: string;
  /** The merchant's own name of it. */
  merchantId: string;
  amountMinor: number;
  currency: string;
  reference: string;
  narrative: string;
  returnUrl: string | null;
  status: "open" | "paid" | "declined" | "expired" | "failed";
  reason: string | null;
  creditId: string | null;
  createdMs: number;
  expiresMs: number;
};

/** Money that came to an account. */
export type Credit = {
  id: string;
  account: string;
  /** Counts on in each account: what a list is continued behind. */
  place: number;
  amountMinor: number;
  currency: string;
  reference: string;
  payer: { name: string; account: string };
  requestId: string | null;
  returnedMinor: number;
  isSwept: boolean;
  atMs: number;
};

/** Money that leaves an account: a credit that goes back, or a payout to a phone's owner. */
export type Transfer = {
  id: string;
  account: string;
  key: string;
  kind: "return" | "payout";
  creditId: string | null;
  to: { name: string; phone: string } | null;
  amountMinor: number;
  currency: string;
  narrative: string;
  status: "accepted" | "completed" | "failed";
  reason: string | null;
  atMs: number;
};

/** The bank moved what lay on an account to the merchant's own. */
export type Sweep = {
  id: string;
  account: string;
  grossMinor: number;
  feeMinor: number;
  currency: string;
  creditIds: readonly string[];
  atMs: number;
};

/** What a key was used for: its request, and what was made of it. */
export type KeptKey = { fingerprint: string; id: string };
