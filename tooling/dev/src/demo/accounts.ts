import type { Role } from "@stead/contracts/permissions";

/** The people of the demonstration. They exist in the embedded database only, so their passwords may be told. */
export const demoPassword = "open-the-ledger";

export type DemoAccount = { email: string; name: string; role: Role | null; isOperator: boolean };

export const demoAccounts: readonly DemoAccount[] = [
  { email: "owner@stead.example", name: "Olivia Hart", role: "owner", isOperator: false },
  { email: "manager@stead.example", name: "Marcus Reed", role: "manager", isOperator: false },
  { email: "accountant@stead.example", name: "Achieng Odhiambo", role: "accountant", isOperator: false },
  { email: "agent@stead.example", name: "Andre Flores", role: "agent", isOperator: false },
  { email: "viewer@stead.example", name: "Vera Nowak", role: "viewer", isOperator: false },
  { email: "operator@stead.example", name: "Omari Kamau", role: "viewer", isOperator: true },
];
