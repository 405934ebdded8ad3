export const leaseStatuses = {
  draft: "Draft",
  pending_signature: "To be signed",
  active: "Active",
  notice: "Notice given",
  ended: "Ended",
  cancelled: "Cancelled",
};
