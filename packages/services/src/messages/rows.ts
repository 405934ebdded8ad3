/** The columns of `messages m` as MessageDto. */
export const messageColumns = `m.id, m.channel, m.kind, m.to_name as "toName", m.to_address as "toAddress", m.subject, m.status,
  m.reason, m.attempts, m.provider, m.lease_id as "leaseId", m.contact_id as "contactId", m.broadcast_id as "broadcastId",
  m.created_at as "createdAt", m.not_before as "notBefore", m.finished_at as "finishedAt"`;
