-- What happens now, for those who look: written with what it tells, numbered by one dispatcher after the commit, so
-- that whoever reads on from a number misses nothing. Rows are kept for a day or two.
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "agency_id" UUID,
    "seq" BIGINT,
    "kind" TEXT NOT NULL,
    "user_id" UUID,
    "property_id" UUID,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "events_seq_key" ON "events"("seq");
CREATE INDEX "events_agency_id_seq_idx" ON "events"("agency_id", "seq");
CREATE INDEX events_unnumbered ON events (created_at, id) WHERE seq IS NULL;
CREATE INDEX "events_created_at_idx" ON "events"("created_at");

-- One row: the last number given, and the last one that was swept away. Its lock makes the dispatcher one.
CREATE TABLE "event_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "swept_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_clock_pkey" PRIMARY KEY ("id"),
    CONSTRAINT event_clock_is_one CHECK (id = 1)
);
INSERT INTO event_clock DEFAULT VALUES;

CREATE TABLE "notifications" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("agency_id","id")
);
CREATE INDEX "notifications_agency_id_user_id_id_idx" ON "notifications"("agency_id", "user_id", "id");
CREATE INDEX notifications_unread ON notifications (agency_id, user_id) WHERE read_at IS NULL;
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a person chose. No row: the kind's own default.
CREATE TABLE "notification_preferences" (
    "agency_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,

    CONSTRAINT "notification_preferences_pkey" PRIMARY KEY ("agency_id","user_id","kind","channel"),
    CONSTRAINT notification_preferences_channel CHECK (channel IN ('app', 'email', 'sms'))
);

-- Where a person wants text messages.
CREATE TABLE "notification_phones" (
    "agency_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "phone" TEXT NOT NULL,

    CONSTRAINT "notification_phones_pkey" PRIMARY KEY ("agency_id","user_id")
);

DO $$
DECLARE
  guarded text;
  agency_rule text := '(agency_id = (SELECT current_setting(''stead.agency_id'')::uuid))';
BEGIN
  FOREACH guarded IN ARRAY ARRAY['events', 'notifications', 'notification_preferences', 'notification_phones']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY agency ON %I TO stead_app, stead_owner USING %s WITH CHECK %s', guarded, agency_rule, agency_rule);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO stead_app', guarded);
  END LOOP;
  FOREACH guarded IN ARRAY ARRAY['events', 'event_clock']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY system ON %I TO stead_system USING (true) WITH CHECK (true)', guarded);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON events TO stead_system;
GRANT SELECT, UPDATE ON event_clock TO stead_system;
GRANT UPDATE, DELETE ON notifications, notification_preferences, notification_phones TO stead_app;

-- Who may see what has changed for a person: every instance looks at that person's open connections again.
CREATE FUNCTION tell_access_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, agency_id, kind, user_id, payload)
  SELECT gen_random_uuid(), NULLIF(current_setting('stead.agency_id', true), '')::uuid, 'access.changed', changed.user_id, '{}'
  FROM (SELECT DISTINCT user_id FROM changed_rows) AS changed;
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_gone AFTER DELETE ON sessions
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
CREATE TRIGGER sessions_changed AFTER UPDATE ON sessions
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
CREATE TRIGGER members_changed AFTER UPDATE ON members
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
CREATE TRIGGER members_gone AFTER DELETE ON members
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_access_changed();
