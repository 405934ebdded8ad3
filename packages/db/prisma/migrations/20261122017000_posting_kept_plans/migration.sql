-- Posts one journal at half the cost and a thousand at the same: statements without joins, whose plans fit any number of
-- rows and are kept. Each line finds its journal by its place in the lists.

CREATE OR REPLACE FUNCTION post_journals(
  ids uuid[], keys text[], events text[], entities uuid[], dates date[], memos text[], reverses uuid[], actor uuid,
  line_journal int[], line_account text[], line_amount bigint[], line_currency text[],
  line_property uuid[], line_unit uuid[], line_lease uuid[], line_contact uuid[]
) RETURNS TABLE (posting_key text, journal_id uuid, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  agency uuid := current_setting('stead.agency_id')::uuid;
  closed date;
  posted_ids uuid[];
  is_whole boolean;
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

  WITH posted AS (
    INSERT INTO journals (agency_id, id, posting_key, event, entity_id, occurred_on, memo, reverses_id, created_by)
    SELECT agency, j.id, j.key, j.event, j.entity, j.occurred_on, j.memo, j.reverses, actor
    FROM unnest(ids, keys, events, entities, dates, memos, reverses) AS j (id, key, event, entity, occurred_on, memo, reverses)
    ON CONFLICT (agency_id, posting_key) DO NOTHING
    RETURNING journals.id
  )
  SELECT coalesce(array_agg(p.id), '{}') INTO posted_ids FROM posted p;
  is_whole := cardinality(posted_ids) = cardinality(keys);

  IF cardinality(posted_ids) > 0 THEN
    INSERT INTO journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on,
      property_id, unit_id, lease_id, contact_id)
    SELECT agency, ids[l.journal], row_number() OVER (PARTITION BY l.journal ORDER BY l.position), l.account, l.amount,
      l.currency, dates[l.journal], l.property, l.unit, l.lease, l.contact
    FROM unnest(line_journal, line_account, line_amount, line_currency, line_property, line_unit, line_lease, line_contact)
      WITH ORDINALITY AS l (journal, account, amount, currency, property, unit, lease, contact, position)
    WHERE is_whole OR ids[l.journal] = ANY (posted_ids);

    INSERT INTO ledger_totals AS t (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
    SELECT agency, l.account, l.currency, date_trunc('month', dates[l.journal])::date, pg_backend_pid() % 16,
      coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0), coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0)
    FROM unnest(line_journal, line_account, line_amount, line_currency) AS l (journal, account, amount, currency)
    WHERE is_whole OR ids[l.journal] = ANY (posted_ids)
    GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (agency_id, account_code, currency, month, shard) DO UPDATE
      SET debit_minor = t.debit_minor + excluded.debit_minor, credit_minor = t.credit_minor + excluded.credit_minor;

    RETURN QUERY SELECT j.key, j.id, true FROM unnest(keys, ids) AS j (key, id)
    WHERE is_whole OR j.id = ANY (posted_ids);
  END IF;
  IF is_whole THEN
    RETURN;
  END IF;

  -- A look-up a key: without fresh statistics a join would read every journal of the agency.
  RETURN QUERY
  SELECT k.key, o.id, false FROM unnest(keys, ids) AS k (key, id)
  CROSS JOIN LATERAL (
    SELECT j.id FROM journals j WHERE j.agency_id = agency AND j.posting_key = k.key AND j.id <> k.id LIMIT 1
  ) AS o;
END $$;
