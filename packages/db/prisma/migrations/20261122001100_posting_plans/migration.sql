-- Posts at half the cost: only the posting itself is planned for its size, not the look-ups of its foreign keys.

CREATE OR REPLACE FUNCTION post_journals(
  ids uuid[], keys text[], events text[], entities uuid[], dates date[], memos text[], reverses uuid[], actor uuid,
  line_journal int[], line_account text[], line_amount bigint[], line_currency text[],
  line_property uuid[], line_unit uuid[], line_lease uuid[], line_contact uuid[]
) RETURNS TABLE (posting_key text, journal_id uuid, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  agency uuid := current_setting('stead.agency_id')::uuid;
  closed date;
  posted_count bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(ledger_lock_key(agency));
  SELECT p.month INTO closed
  FROM unnest(keys, dates) AS j (key, occurred_on)
  JOIN ledger_periods p ON p.agency_id = agency AND p.status = 'closed' AND p.month = date_trunc('month', j.occurred_on)::date
  WHERE NOT EXISTS (SELECT 1 FROM journals o WHERE o.agency_id = agency AND o.posting_key = j.key)
  LIMIT 1;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'the month % is closed', to_char(closed, 'YYYY-MM') USING ERRCODE = 'ST003';
  END IF;

  -- Planned anew for the number of rows it gets. A setting of the function would do that too, but would make the checks
  -- of the foreign keys plan anew for each row: twice the time of a thousand journals.
  RETURN QUERY EXECUTE $post$
  WITH posted AS (
    INSERT INTO journals (agency_id, id, posting_key, event, entity_id, occurred_on, memo, reverses_id, created_by)
    SELECT $1, j.id, j.key, j.event, j.entity, j.occurred_on, j.memo, j.reverses, $9
    FROM unnest($2, $3, $4, $5, $6, $7, $8) AS j (id, key, event, entity, occurred_on, memo, reverses)
    ON CONFLICT (agency_id, posting_key) DO NOTHING
    RETURNING journals.id, journals.posting_key, journals.occurred_on
  ), lines AS (
    INSERT INTO journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on,
      property_id, unit_id, lease_id, contact_id)
    SELECT $1, p.id, row_number() OVER (PARTITION BY l.journal ORDER BY l.position), l.account, l.amount, l.currency,
      p.occurred_on, l.property, l.unit, l.lease, l.contact
    FROM unnest($10, $11, $12, $13, $14, $15, $16, $17)
      WITH ORDINALITY AS l (journal, account, amount, currency, property, unit, lease, contact, position)
    JOIN posted p ON p.id = ($2)[l.journal]
    RETURNING account_code, amount_minor, currency, occurred_on
  ), totals AS (
    INSERT INTO ledger_totals AS t (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
    SELECT $1, l.account_code, l.currency, date_trunc('month', l.occurred_on)::date, pg_backend_pid() % 16,
      coalesce(sum(l.amount_minor) FILTER (WHERE l.amount_minor > 0), 0),
      coalesce(-sum(l.amount_minor) FILTER (WHERE l.amount_minor < 0), 0)
    FROM lines l GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (agency_id, account_code, currency, month, shard) DO UPDATE
      SET debit_minor = t.debit_minor + excluded.debit_minor, credit_minor = t.credit_minor + excluded.credit_minor
  )
  SELECT p.posting_key, p.id, true FROM posted p
  $post$ USING agency, ids, keys, events, entities, dates, memos, reverses, actor,
    line_journal, line_account, line_amount, line_currency, line_property, line_unit, line_lease, line_contact;
  GET DIAGNOSTICS posted_count = ROW_COUNT;
  IF posted_count = cardinality(keys) THEN
    RETURN;
  END IF;

  -- A look-up a key: without fresh statistics a join would read every journal of the agency.
  RETURN QUERY
  SELECT k.key, o.id, false FROM unnest(keys, ids) AS k (key, id)
  CROSS JOIN LATERAL (
    SELECT j.id FROM journals j WHERE j.agency_id = agency AND j.posting_key = k.key AND j.id <> k.id LIMIT 1
  ) AS o;
END $$;
