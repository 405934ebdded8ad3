/** What every form says that pays money back. */
export const payouts = {
  amount: "Amount",
  rail: "Paid back by",
  rails: { bank: "Bank transfer", cash: "Cash" },
  paidOn: "Paid back on",
  reason: "Reason",
  most: (amount: string) => `At most ${amount}`,
};
