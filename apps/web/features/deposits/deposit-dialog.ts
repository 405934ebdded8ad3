import type { LeaseDepositDto } from "@stead/contracts/deposits";

/** What every dialog over a lease's deposit takes: open it while it is rendered. */
export type DepositDialogProps = {
  readonly deposit: LeaseDepositDto;
  readonly onClose: () => void;
};
