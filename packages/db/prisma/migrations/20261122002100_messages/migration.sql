-- Mails and text messages that leave: one row each with its one state, and every attempt in a log of its own.
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "agency_id" UUID,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" UUID,
    "contact_id" UUID,
    "lease_id" UUID,
    "broadcast_id" UUID,
    "to_name" TEXT,
    "to_address" TEXT,
    "subject" TEXT,
    "body" TEXT NOT NULL,
    "action" JSONB,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "reason_code" TEXT,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sending_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "provider" TEXT,
    "provider_ref" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id"),
    CONSTRAINT messages_channel CHECK (channel IN ('email', 'sms')),
    CONSTRAINT messages_status CHECK (status IN ('waiting', 'paused', 'sending', 'sent', 'failed', 'stopped', 'uncertain')),
    CONSTRAINT messages_final CHECK ((status IN ('sent', 'failed', 'stopped', 'uncertain')) = (finished_at IS NOT NULL))
);
CREATE INDEX messages_due ON messages (agency_id, not_before, id) WHERE status = 'waiting';
CREATE INDEX messages_sending ON messages (sending_at) WHERE status = 'sending';
CREATE INDEX "messages_agency_id_id_idx" ON "messages"("agency_id", "id");
CREATE INDEX "messages_agency_id_broadcast_id_status_idx" ON "messages"("agency_id", "broadcast_id", "status");
CREATE INDEX "messages_agency_id_lease_id_id_idx" ON "messages"("agency_id", "lease_id", "id");
CREATE INDEX "messages_agency_id_contact_id_id_idx" ON "messages"("agency_id", "contact_id", "id");

-- Every attempt. Partitioned by month.
CREATE TABLE "deliveries" (
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "id" UUID NOT NULL,
    "agency_id" UUID,
    "message_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "category" TEXT,
    "detail" TEXT,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("at","id")
) PARTITION BY RANGE ("at");
CREATE INDEX "deliveries_agency_id_message_id_at_idx" ON "deliveries"("agency_id", "message_id", "at");

DO $$
DECLARE month date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
BEGIN
  FOR i IN 0..3 LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF deliveries FOR VALUES FROM (%L) TO (%L)',
      'deliveries_' || to_char(month + make_interval(months => i), 'YYYY_MM'),
      (month + make_interval(months => i))::timestamp AT TIME ZONE 'UTC',
      (month + make_interval(months => i + 1))::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', 'deliveries_' || to_char(month + make_interval(months => i), 'YYYY_MM'));
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', 'deliveries_' || to_char(month + make_interval(months => i), 'YYYY_MM'));
  END LOOP;
END $$;

-- A message to many tenants.
CREATE TABLE "broadcasts" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "body" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "per_minute" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "scheduled_at" TIMESTAMPTZ(3),
    "recipient_count" INTEGER NOT NULL DEFAULT 0,
    "job_run_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "broadcasts_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT broadcasts_channel CHECK (channel IN ('email', 'sms', 'email_else_sms')),
    CONSTRAINT broadcasts_status CHECK (status IN ('draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled')),
    CONSTRAINT broadcasts_per_minute CHECK (per_minute > 0)
);
CREATE INDEX "broadcasts_agency_id_status_id_idx" ON "broadcasts"("agency_id", "status", "id");
ALTER TABLE "broadcasts" ADD CONSTRAINT "broadcasts_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Who wants no messages by a channel.
CREATE TABLE "contact_opt_outs" (
    "agency_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_opt_outs_pkey" PRIMARY KEY ("agency_id","contact_id","channel"),
    CONSTRAINT contact_opt_outs_channel CHECK (channel IN ('email', 'sms'))
);
ALTER TABLE "contact_opt_outs" ADD CONSTRAINT "contact_opt_outs_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- When and with which words an agency reminds of arrears. Steps: [{ day, channel, subject, body }].
CREATE TABLE "reminder_policies" (
    "agency_id" UUID NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "send_hour" INTEGER NOT NULL DEFAULT 9,
    "least_overdue_minor" BIGINT NOT NULL DEFAULT 1,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "reminder_policies_pkey" PRIMARY KEY ("agency_id"),
    CONSTRAINT reminder_policies_hour CHECK (send_hour BETWEEN 0 AND 23)
);
ALTER TABLE "reminder_policies" ADD CONSTRAINT "reminder_policies_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One step of the cadence for one lease: once for the day on which the oldest debt was due.
CREATE TABLE "reminders" (
    "agency_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "step_day" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reminders_pkey" PRIMARY KEY ("agency_id","lease_id","due_on","step_day")
);
CREATE UNIQUE INDEX "reminders_agency_id_message_id_key" ON "reminders"("agency_id", "message_id");
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Why a lease is not reminded for now.
CREATE TABLE "reminder_holds" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "until_on" DATE,
    "note" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_holds_pkey" PRIMARY KEY ("agency_id","id"),
    CONSTRAINT reminder_holds_kind CHECK (kind IN ('promise', 'dispute', 'payment_pending', 'hardship', 'notice_served'))
);
CREATE INDEX "reminder_holds_agency_id_lease_id_idx" ON "reminder_holds"("agency_id", "lease_id");
ALTER TABLE "reminder_holds" ADD CONSTRAINT "reminder_holds_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['messages', 'deliveries', 'broadcasts', 'contact_opt_outs', 'reminder_policies', 'reminders', 'reminder_holds']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO stead_app', guarded);
  END LOOP;
  -- The sender serves every agency, and sign-in, which belongs to none.
  FOREACH guarded IN ARRAY ARRAY['messages', 'deliveries']
  LOOP
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO stead_system', guarded);
  END LOOP;
END $$;
GRANT UPDATE ON messages, broadcasts, reminder_policies, reminder_holds TO stead_app;
GRANT DELETE ON contact_opt_outs TO stead_app;
