/** For how long an answer that never came keeps reminders back. */
const doubtDays = 3;

/**
 * SQL: whether a lease (by its alias) is being paid right now. A prompt shows on its phone, a request's answer is not
 * known, or a payment by page was given and its bank takes days. A link that nobody has followed is no payment.
 */
export const isBeingPaid = (lease: string) => `exists (select from payment_attempts pa
    where pa.agency_id = ${lease}.agency_id and pa.lease_id = ${lease}.id and (
      pa.state = 'starting'
      or pa.state = 'pending' and (pa.url is null or pa.expires_at < now())
      or pa.state = 'unknown' and pa.created_at > now() - interval '${doubtDays} days'))`;
