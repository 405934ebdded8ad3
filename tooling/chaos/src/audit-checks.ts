import { railDescriptors, railIds } from "@stead/contracts/rails";

/** One rule of the audit. Its query answers the ids of what breaks it; none when all is well. */
export type AuditCheck = { name: string; text: string };

const clearing = railIds.map((rail) => `('${rail}', '${railDescriptors[rail].clearing.code}')`).join(", ");

/** Payments that came by a rail, with the account on which a provider holds them. */
const railPayments = `select p.*, d.code from payments p join (values ${clearing}) d (rail, code) on d.rail = p.rail`;

/**
 * What must hold between a provider's books (`provider_money`, `provider_asked`: temporary tables) and Stead's. A
 * payment that a clerk's act makes of another one (a split, a dispute) is not looked for: nobody acts in these runs.
 */
export const auditChecks: readonly AuditCheck[] = [
  {
    name: "lost: the provider holds it, and no payment of that amount with its posting does",
    text: `select m.external_id as id from provider_money m where not exists (
      select from external_keys k join (${railPayments}) p on p.agency_id = k.agency_id and p.id = k.entity_id
      join journal_lines l on l.agency_id = p.agency_id and l.journal_id = p.journal_id and l.account_code = p.code
      where k.kind = 'payment' and k.rail = m.rail and k.account = m.account and k.external_id = m.external_id
        and p.amount_minor = m.amount_minor and p.currency = m.currency and l.amount_minor = m.amount_minor)`,
  },
  {
    name: "doubled: several keys, or several payments, for one receipt",
    text: `select k.external_id as id from external_keys k where k.kind = 'payment'
      group by k.agency_id, k.rail, k.account, k.external_id having count(*) > 1 or count(distinct k.entity_id) > 1`,
  },
  {
    name: "invented: a payment by a rail that no provider knows",
    text: `select p.id::text from (${railPayments}) p where not exists (
      select from external_keys k join provider_money m on m.rail = k.rail and m.account = k.account and m.external_id = k.external_id
      where k.agency_id = p.agency_id and k.kind = 'payment' and k.entity_id = p.id)`,
  },
  {
    name: "clearing: what lies with a provider by the ledger is not what it holds",
    text: `select d.rail as id from (values ${clearing}) d (rail, code)
      where (select coalesce(sum(amount_minor), 0) from journal_lines where account_code = d.code)
        <> (select coalesce(sum(amount_minor), 0) from provider_money where rail = d.rail)`,
  },
  {
    name: "unbalanced: a journal without lines, or whose lines do not sum to zero",
    text: `select j.id::text from journals j
      left join journal_lines l on l.agency_id = j.agency_id and l.journal_id = j.id
      group by j.agency_id, j.id having count(l.*) = 0 or coalesce(sum(l.amount_minor), 1) <> 0`,
  },
  {
    name: "unowned: a posting of received money that belongs to no payment",
    text: `select j.id::text from journals j where j.event = 'payment.received'
      and not exists (select from payments p where p.agency_id = j.agency_id and p.journal_id = j.id)`,
  },
  {
    name: "open: a collection that has come to no end",
    text: `select id::text from payment_attempts where state in ('starting', 'pending')`,
  },
  {
    name: "disagreeing: a collection says paid where its provider does not, or the other way round",
    text: `select concat_ws(' ', t.id, t.state, t.result_code, 'named ' || t.provider_ref, 'shows ' || t.payment_id) as id from payment_attempts t
      where (t.state = 'paid') <> exists (select from provider_asked a where a.attempt_id = t.id and a.is_paid)
        or (t.state = 'paid') <> (t.payment_id is not null)`,
  },
  {
    name: "swapped: a collection shows the payment of another one",
    text: `select t.id::text from payment_attempts t join external_keys k on k.agency_id = t.agency_id and k.kind = 'payment' and k.entity_id = t.payment_id
      where exists (select from provider_asked a where a.external_id = k.external_id and a.attempt_id <> t.id)`,
  },
  {
    name: "asked twice: one collection made its provider ask several times",
    text: `select attempt_id::text as id from provider_asked group by attempt_id having count(*) > 1`,
  },
  {
    name: "untold: a provider was told that a callback was received, and it is not stored",
    text: `select token as id from told_tokens where not exists (
      select from external_keys k where k.kind = 'event' and position(token in k.external_id) > 0)`,
  },
  {
    name: "unapplied: an event that was stored and not applied",
    text: `select id::text from inbound_events where state in ('received', 'waiting', 'failed')`,
  },
];
