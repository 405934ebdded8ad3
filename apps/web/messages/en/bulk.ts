const count = new Intl.NumberFormat("en");
const records = (number: number) => (number === 1 ? "1 record" : `${count.format(number)} records`);

export const bulk = {
  actions: "Change",
  kinds: {
    "contacts.archive": "Archive",
    "contacts.restore": "Restore",
    "contacts.add_role": "Add a role",
    "contacts.remove_role": "Remove a role",
    "leases.give_notice": "Give notice",
    "leases.change_rent": "Change the rent",
    "leases.end": "End",
    "leases.charge": "Charge once",
    "invoices.credit": "Credit what is open",
    "invoices.write_off": "Write off what is open",
    "messages.send_again": "Send again",
    "messages.it_arrived": "It arrived",
  },
  /** What happens to each record. */
  effects: {
    "contacts.archive": "Each leaves the lists and can be restored. One with a running lease is refused.",
    "contacts.restore": "Each is on the lists again.",
    "contacts.add_role": "Each gets the role; one that has it stays as it is.",
    "contacts.remove_role": "Each loses the role; one without it stays as it is.",
    "leases.give_notice": "Each lease is under notice and is charged up to its last day.",
    "leases.change_rent": "Each lease is charged its new rent from the day you choose.",
    "leases.end":
      "Each lease ends with its final account, and its unit is vacant. This cannot be taken back.",
    "leases.charge": "Each lease gets an invoice over the amount.",
    "invoices.credit": "What is open on each invoice is credited: the tenant no longer owes it.",
    "invoices.write_off":
      "What is open on each invoice becomes a loss. What is still paid later is recovered.",
    "messages.send_again": "Each message that was given up or is uncertain goes again; any other is refused.",
    "messages.it_arrived": "Each uncertain message counts as sent; any other is refused.",
  },
  selectShown: (number: number) => `Select all ${count.format(number)} shown`,
  selectAll: (number: number, isCapped: boolean) =>
    `Select all ${count.format(number)}${isCapped ? "+" : ""} that match`,
  allSelected: (number: number, isCapped: boolean) =>
    `All ${count.format(number)}${isCapped ? "+" : ""} that match are selected`,
  reaches: (number: number) => `This reaches ${records(number)}`,
  search: (words: string) => `Search: ${words}`,
  unfiltered: "The whole list: no filter narrows it.",
  named: (labels: readonly string[], number: number) =>
    number > labels.length
      ? `${labels.join(", ")} and ${count.format(number - labels.length)} more`
      : labels.join(", "),
  tooMany: (number: number) =>
    `These are ${records(number)}; one change takes at most 50,000. Narrow the list with filters.`,
  titleOf: (kind: string, number: number) => `${kind}: ${records(number)}`,
  help: "Each record follows the same rules as alone. One that is refused stays as it was and says why; the others are changed.",
  submit: (number: number | undefined) => (number === undefined ? "Counting" : `Change ${records(number)}`),
  role: "Role",
  roles: {
    tenant: "Tenant",
    owner: "Owner",
    vendor: "Vendor",
    guarantor: "Guarantor",
    applicant: "Applicant",
  },
  noticeOn: "Notice given on",
  moveOutOn: "Last day",
  effectiveOn: "From",
  direction: "Rent",
  directions: { raise: "Raise", lower: "Lower" },
  change: "By",
  changeHint: "5 raises a rent of 30,000 to 31,500.",
  reason: "Reason",
  endedOn: "Last day",
  isDepositApplied: "Take what is open from the deposit",
  chargeKind: "Kind",
  chargeKinds: {
    utility: "Utility",
    service: "Service",
    fee: "Fee",
    damage: "Damage",
    other: "Other",
  },
  description: "Description",
  amount: "Amount for each",
  dueOn: "Due",
  page: "Bulk change",
  back: "Start page",
  statuses: {
    queued: "Waiting",
    running: "Running",
    done: "Done",
    failed: "Failed",
    cancelled: "Stopped",
  },
  rowStatuses: { waiting: "Waiting", done: "Changed", failed: "Refused" },
  outcome: "Outcome",
  record: "Record",
  why: "Why",
  records: "Records",
  progress: "Records changed",
  progressNote: (done: number, failed: number, total: number) =>
    failed === 0
      ? `${count.format(done)} of ${records(total)}`
      : `${count.format(done)} of ${records(total)}, ${count.format(failed)} refused`,
  stop: "Stop",
  stopping: "Stopping",
  noRecords: "No record",
  started: "Started",
  finished: "Finished",
};
