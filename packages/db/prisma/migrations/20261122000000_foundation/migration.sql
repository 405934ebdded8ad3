-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "billing_runs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "period_start" DATE NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "job_run_id" UUID,
    "cursor_id" UUID,
    "lease_count" INTEGER NOT NULL DEFAULT 0,
    "invoice_count" INTEGER NOT NULL DEFAULT 0,
    "charge_count" INTEGER NOT NULL DEFAULT 0,
    "totals" JSONB NOT NULL DEFAULT '[]',
    "problems" JSONB NOT NULL DEFAULT '[]',
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "billing_runs_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "number_counters" (
    "agency_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "next" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "number_counters_pkey" PRIMARY KEY ("agency_id","kind")
);

-- CreateTable
CREATE TABLE "invoices" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "lease_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "billing_run_id" UUID,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL DEFAULT 0,
    "total_minor" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "charges" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "period_start" DATE NOT NULL,
    "period_end" DATE NOT NULL,
    "net_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT NOT NULL DEFAULT 0,
    "currency" CHAR(3) NOT NULL,
    "explanation" JSONB NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "invoice_balances" (
    "agency_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "paid_minor" BIGINT NOT NULL DEFAULT 0,
    "credited_minor" BIGINT NOT NULL DEFAULT 0,
    "written_off_minor" BIGINT NOT NULL DEFAULT 0,
    "open_minor" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',

    CONSTRAINT "invoice_balances_pkey" PRIMARY KEY ("agency_id","invoice_id")
);

-- CreateTable
CREATE TABLE "credit_notes" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "invoice_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "issued_on" DATE NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_notes_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "write_offs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "written_on" DATE NOT NULL,
    "journal_id" UUID NOT NULL,
    "reverses_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "write_offs_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "deposit_movements" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "moved_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deposit_movements_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'person',
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "address" TEXT,
    "tax_number" TEXT,
    "notes" TEXT,
    "external_ref" TEXT,
    "status" TEXT NOT NULL DEFAULT 'active',
    "import_id" UUID,
    "import_row" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "contact_roles" (
    "agency_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "contact_roles_pkey" PRIMARY KEY ("agency_id","contact_id","role")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "two_factor_enabled" BOOLEAN DEFAULT false,
    "role" TEXT DEFAULT 'user',
    "banned" BOOLEAN DEFAULT false,
    "ban_reason" TEXT,
    "ban_expires" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "active_agency_id" UUID,
    "impersonated_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "two_factors" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN DEFAULT true,
    "failed_verification_count" INTEGER DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "two_factors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agencies" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "country" CHAR(2) NOT NULL DEFAULT 'US',
    "policies" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agencies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "agency_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'all',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_properties" (
    "agency_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,

    CONSTRAINT "member_properties_pkey" PRIMARY KEY ("agency_id","member_id","property_id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "agency_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "inviter_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "config_id" TEXT NOT NULL DEFAULT 'default',
    "name" TEXT,
    "start" TEXT,
    "prefix" TEXT,
    "key" TEXT NOT NULL,
    "reference_id" UUID NOT NULL,
    "refill_interval" INTEGER,
    "refill_amount" INTEGER,
    "last_refill_at" TIMESTAMPTZ(3),
    "enabled" BOOLEAN DEFAULT true,
    "rate_limit_enabled" BOOLEAN DEFAULT true,
    "rate_limit_time_window" INTEGER,
    "rate_limit_max" INTEGER,
    "request_count" INTEGER DEFAULT 0,
    "remaining" INTEGER,
    "last_request" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "permissions" TEXT,
    "metadata" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_outbox" (
    "id" UUID NOT NULL,
    "to_email" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stat_deltas" (
    "id" BIGSERIAL NOT NULL,
    "agency_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "metric" TEXT NOT NULL,
    "on_date" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "stat_deltas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stat_totals" (
    "agency_id" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "property_id" UUID NOT NULL,
    "on_date" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL DEFAULT 0,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stat_totals_pkey" PRIMARY KEY ("agency_id","property_id","metric","currency","on_date")
);

-- CreateTable
CREATE TABLE "leases" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "property_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "start_on" DATE NOT NULL,
    "end_on" DATE,
    "move_out_on" DATE,
    "notice_on" DATE,
    "ended_on" DATE,
    "currency" CHAR(3) NOT NULL,
    "rent_minor" BIGINT NOT NULL,
    "deposit_minor" BIGINT NOT NULL DEFAULT 0,
    "due_day" INTEGER NOT NULL DEFAULT 1,
    "proration_method" TEXT NOT NULL DEFAULT 'actual',
    "prorate_on" TEXT NOT NULL DEFAULT 'first',
    "billing_anchor" TEXT NOT NULL DEFAULT 'calendar',
    "reference" TEXT NOT NULL,
    "external_ref" TEXT,
    "renewed_from_id" UUID,
    "bill_from_on" DATE NOT NULL,
    "import_id" UUID,
    "import_row" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "lease_parties" (
    "agency_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'tenant',

    CONSTRAINT "lease_parties_pkey" PRIMARY KEY ("agency_id","lease_id","contact_id","role")
);

-- CreateTable
CREATE TABLE "lease_items" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "tax_ppm" INTEGER NOT NULL DEFAULT 0,
    "frequency" TEXT NOT NULL DEFAULT 'monthly',
    "from_on" DATE NOT NULL,
    "to_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lease_items_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "lease_versions" (
    "agency_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "snapshot" JSONB NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lease_versions_pkey" PRIMARY KEY ("agency_id","lease_id","version")
);

-- CreateTable
CREATE TABLE "ledger_accounts" (
    "agency_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,

    CONSTRAINT "ledger_accounts_pkey" PRIMARY KEY ("agency_id","code")
);

-- CreateTable
CREATE TABLE "ledger_periods" (
    "agency_id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" UUID,

    CONSTRAINT "ledger_periods_pkey" PRIMARY KEY ("agency_id","month")
);

-- CreateTable
CREATE TABLE "journals" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "posting_key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "occurred_on" DATE NOT NULL,
    "memo" TEXT NOT NULL,
    "reverses_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "journals_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "journal_lines" (
    "agency_id" UUID NOT NULL,
    "journal_id" UUID NOT NULL,
    "line_no" SMALLINT NOT NULL,
    "account_code" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "occurred_on" DATE NOT NULL,
    "property_id" UUID,
    "unit_id" UUID,
    "lease_id" UUID,
    "contact_id" UUID,

    CONSTRAINT "journal_lines_pkey" PRIMARY KEY ("agency_id","journal_id","line_no")
);

-- CreateTable
CREATE TABLE "ledger_totals" (
    "agency_id" UUID NOT NULL,
    "account_code" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "month" DATE NOT NULL,
    "shard" SMALLINT NOT NULL,
    "debit_minor" BIGINT NOT NULL DEFAULT 0,
    "credit_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_totals_pkey" PRIMARY KEY ("agency_id","account_code","currency","month","shard")
);

-- CreateTable
CREATE TABLE "owner_entries" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "occurred_on" DATE NOT NULL,
    "lease_id" UUID,
    "source_id" UUID NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "owner_entries_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "ledger_proofs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "proved_on" DATE NOT NULL,
    "is_sound" BOOLEAN NOT NULL,
    "checks" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_proofs_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "payments" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "lease_id" UUID,
    "property_id" UUID,
    "payer_contact_id" UUID,
    "rail" TEXT NOT NULL,
    "account_code" TEXT NOT NULL,
    "reference" TEXT,
    "note" TEXT,
    "received_on" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "payment_balances" (
    "agency_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "lease_id" UUID,
    "received_on" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "allocated_minor" BIGINT NOT NULL DEFAULT 0,
    "credit_minor" BIGINT NOT NULL DEFAULT 0,
    "unallocated_minor" BIGINT NOT NULL DEFAULT 0,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "reversed_minor" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'unallocated',
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payment_balances_pkey" PRIMARY KEY ("agency_id","payment_id")
);

-- CreateTable
CREATE TABLE "allocations" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "lease_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "source" TEXT NOT NULL,
    "allocated_on" DATE NOT NULL,
    "explanation" JSONB NOT NULL,
    "reverses_id" UUID,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "allocations_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "payment_id" UUID,
    "lease_id" UUID,
    "source" TEXT NOT NULL,
    "rail" TEXT NOT NULL,
    "account_code" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "paid_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "payment_reversals" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "reversed_on" DATE NOT NULL,
    "journal_id" UUID NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_reversals_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "external_keys" (
    "agency_id" UUID NOT NULL,
    "rail" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_keys_pkey" PRIMARY KEY ("agency_id","rail","account","kind","external_id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "agency_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("agency_id","key")
);

-- CreateTable
CREATE TABLE "properties" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'multifamily',
    "status" TEXT NOT NULL DEFAULT 'active',
    "address_line" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "region" TEXT,
    "postcode" TEXT,
    "country" CHAR(2) NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "time_zone" TEXT NOT NULL,
    "notes" TEXT,
    "import_id" UUID,
    "import_row" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "properties_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "property_owners" (
    "agency_id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "share_ppm" INTEGER NOT NULL,

    CONSTRAINT "property_owners_pkey" PRIMARY KEY ("agency_id","property_id","contact_id")
);

-- CreateTable
CREATE TABLE "units" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "property_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'apartment',
    "status" TEXT NOT NULL DEFAULT 'available',
    "beds" INTEGER,
    "baths" INTEGER,
    "area_sqm" INTEGER,
    "market_rent_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "import_id" UUID,
    "import_row" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "units_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "audit" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "entity_type" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "changes" JSONB NOT NULL,
    "request_id" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("agency_id","at","id")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "files" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "storage_key" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "files_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "imports" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'uploaded',
    "columns" JSONB NOT NULL DEFAULT '[]',
    "sample" JSONB NOT NULL DEFAULT '[]',
    "mapping" JSONB NOT NULL DEFAULT '{}',
    "options" JSONB NOT NULL DEFAULT '{}',
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "create_count" INTEGER NOT NULL DEFAULT 0,
    "update_count" INTEGER NOT NULL DEFAULT 0,
    "same_count" INTEGER NOT NULL DEFAULT 0,
    "error_count" INTEGER NOT NULL DEFAULT 0,
    "applied_row" INTEGER NOT NULL DEFAULT 0,
    "job_run_id" UUID,
    "problem" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "agency_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "row_no" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "diff" JSONB NOT NULL DEFAULT '{}',
    "entity_id" UUID,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("agency_id","import_id","row_no")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "agency_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "run_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatched_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_runs" (
    "agency_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "subject_id" UUID,
    "actor_user_id" UUID,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "progress_done" INTEGER NOT NULL DEFAULT 0,
    "progress_total" INTEGER,
    "progress_note" TEXT,
    "result" JSONB,
    "error" JSONB,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_runs_pkey" PRIMARY KEY ("agency_id","id")
);

-- CreateTable
CREATE TABLE "effects" (
    "agency_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "job_run_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "effects_pkey" PRIMARY KEY ("agency_id","key")
);

-- CreateTable
CREATE TABLE "schedules" (
    "agency_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_run_at" TIMESTAMPTZ(3) NOT NULL,
    "last_run_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("agency_id","name")
);

-- CreateIndex
CREATE INDEX "billing_runs_agency_id_period_start_created_at_idx" ON "billing_runs"("agency_id", "period_start", "created_at");

-- CreateIndex
CREATE INDEX "invoices_agency_id_lease_id_due_on_id_idx" ON "invoices"("agency_id", "lease_id", "due_on", "id");

-- CreateIndex
CREATE INDEX "invoices_agency_id_due_on_id_idx" ON "invoices"("agency_id", "due_on", "id");

-- CreateIndex
CREATE INDEX "invoices_agency_id_issued_on_id_idx" ON "invoices"("agency_id", "issued_on", "id");

-- CreateIndex
CREATE INDEX "invoices_agency_id_contact_id_idx" ON "invoices"("agency_id", "contact_id");

-- CreateIndex
CREATE INDEX "invoices_agency_id_property_id_due_on_idx" ON "invoices"("agency_id", "property_id", "due_on");

-- CreateIndex
CREATE INDEX "invoices_agency_id_billing_run_id_idx" ON "invoices"("agency_id", "billing_run_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_agency_id_number_key" ON "invoices"("agency_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_agency_id_source_key_key" ON "invoices"("agency_id", "source_key");

-- CreateIndex
CREATE INDEX "charges_agency_id_invoice_id_idx" ON "charges"("agency_id", "invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "charges_agency_id_lease_id_item_id_period_start_key" ON "charges"("agency_id", "lease_id", "item_id", "period_start");

-- CreateIndex
CREATE INDEX "invoice_balances_agency_id_status_due_on_invoice_id_idx" ON "invoice_balances"("agency_id", "status", "due_on", "invoice_id");

-- CreateIndex
CREATE INDEX "invoice_balances_agency_id_lease_id_due_on_invoice_id_idx" ON "invoice_balances"("agency_id", "lease_id", "due_on", "invoice_id");

-- CreateIndex
CREATE INDEX "invoice_balances_agency_id_property_id_status_due_on_idx" ON "invoice_balances"("agency_id", "property_id", "status", "due_on");

-- CreateIndex
CREATE INDEX "credit_notes_agency_id_invoice_id_idx" ON "credit_notes"("agency_id", "invoice_id");

-- CreateIndex
CREATE INDEX "credit_notes_agency_id_lease_id_idx" ON "credit_notes"("agency_id", "lease_id");

-- CreateIndex
CREATE UNIQUE INDEX "credit_notes_agency_id_number_key" ON "credit_notes"("agency_id", "number");

-- CreateIndex
CREATE INDEX "write_offs_agency_id_invoice_id_idx" ON "write_offs"("agency_id", "invoice_id");

-- CreateIndex
CREATE INDEX "write_offs_agency_id_lease_id_idx" ON "write_offs"("agency_id", "lease_id");

-- CreateIndex
CREATE UNIQUE INDEX "write_offs_agency_id_reverses_id_key" ON "write_offs"("agency_id", "reverses_id");

-- CreateIndex
CREATE INDEX "deposit_movements_agency_id_lease_id_moved_on_idx" ON "deposit_movements"("agency_id", "lease_id", "moved_on");

-- CreateIndex
CREATE INDEX "deposit_movements_agency_id_moved_on_id_idx" ON "deposit_movements"("agency_id", "moved_on", "id");

-- CreateIndex
CREATE INDEX "contacts_agency_id_name_id_idx" ON "contacts"("agency_id", "name", "id");

-- CreateIndex
CREATE INDEX "contacts_agency_id_email_idx" ON "contacts"("agency_id", "email");

-- CreateIndex
CREATE INDEX "contacts_agency_id_phone_idx" ON "contacts"("agency_id", "phone");

-- CreateIndex
CREATE INDEX "contacts_agency_id_import_id_idx" ON "contacts"("agency_id", "import_id");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_agency_id_external_ref_key" ON "contacts"("agency_id", "external_ref");

-- CreateIndex
CREATE INDEX "contact_roles_agency_id_role_contact_id_idx" ON "contact_roles"("agency_id", "role", "contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "credentials_user_id_idx" ON "credentials"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "credentials_provider_id_account_id_key" ON "credentials"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE INDEX "verifications_expires_at_idx" ON "verifications"("expires_at");

-- CreateIndex
CREATE INDEX "two_factors_user_id_idx" ON "two_factors"("user_id");

-- CreateIndex
CREATE INDEX "two_factors_secret_idx" ON "two_factors"("secret");

-- CreateIndex
CREATE UNIQUE INDEX "agencies_slug_key" ON "agencies"("slug");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_agency_id_user_id_key" ON "members"("agency_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_agency_id_id_key" ON "members"("agency_id", "id");

-- CreateIndex
CREATE INDEX "member_properties_agency_id_property_id_idx" ON "member_properties"("agency_id", "property_id");

-- CreateIndex
CREATE INDEX "invitations_agency_id_status_idx" ON "invitations"("agency_id", "status");

-- CreateIndex
CREATE INDEX "invitations_email_idx" ON "invitations"("email");

-- CreateIndex
CREATE INDEX "invitations_inviter_id_idx" ON "invitations"("inviter_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_key" ON "api_keys"("key");

-- CreateIndex
CREATE INDEX "api_keys_reference_id_idx" ON "api_keys"("reference_id");

-- CreateIndex
CREATE INDEX "api_keys_config_id_idx" ON "api_keys"("config_id");

-- CreateIndex
CREATE INDEX "mail_outbox_to_email_created_at_idx" ON "mail_outbox"("to_email", "created_at");

-- CreateIndex
CREATE INDEX "stat_deltas_agency_id_metric_idx" ON "stat_deltas"("agency_id", "metric");

-- CreateIndex
CREATE INDEX "leases_agency_id_status_start_on_id_idx" ON "leases"("agency_id", "status", "start_on", "id");

-- CreateIndex
CREATE INDEX "leases_agency_id_status_end_on_id_idx" ON "leases"("agency_id", "status", "end_on", "id");

-- CreateIndex
CREATE INDEX "leases_agency_id_property_id_status_idx" ON "leases"("agency_id", "property_id", "status");

-- CreateIndex
CREATE INDEX "leases_agency_id_unit_id_idx" ON "leases"("agency_id", "unit_id");

-- CreateIndex
CREATE INDEX "leases_agency_id_contact_id_idx" ON "leases"("agency_id", "contact_id");

-- CreateIndex
CREATE INDEX "leases_agency_id_renewed_from_id_idx" ON "leases"("agency_id", "renewed_from_id");

-- CreateIndex
CREATE INDEX "leases_agency_id_import_id_idx" ON "leases"("agency_id", "import_id");

-- CreateIndex
CREATE UNIQUE INDEX "leases_agency_id_number_key" ON "leases"("agency_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "leases_agency_id_reference_key" ON "leases"("agency_id", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "leases_agency_id_external_ref_key" ON "leases"("agency_id", "external_ref");

-- CreateIndex
CREATE INDEX "lease_parties_agency_id_contact_id_idx" ON "lease_parties"("agency_id", "contact_id");

-- CreateIndex
CREATE INDEX "lease_items_agency_id_lease_id_idx" ON "lease_items"("agency_id", "lease_id");

-- CreateIndex
CREATE INDEX "journals_agency_id_occurred_on_id_idx" ON "journals"("agency_id", "occurred_on", "id");

-- CreateIndex
CREATE INDEX "journals_agency_id_event_occurred_on_idx" ON "journals"("agency_id", "event", "occurred_on");

-- CreateIndex
CREATE INDEX "journals_agency_id_entity_id_idx" ON "journals"("agency_id", "entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "journals_agency_id_posting_key_key" ON "journals"("agency_id", "posting_key");

-- CreateIndex
CREATE UNIQUE INDEX "journals_agency_id_reverses_id_key" ON "journals"("agency_id", "reverses_id");

-- CreateIndex
CREATE INDEX "journal_lines_agency_id_account_code_occurred_on_journal_id_idx" ON "journal_lines"("agency_id", "account_code", "occurred_on", "journal_id");

-- CreateIndex
CREATE INDEX "journal_lines_agency_id_lease_id_occurred_on_idx" ON "journal_lines"("agency_id", "lease_id", "occurred_on");

-- CreateIndex
CREATE INDEX "journal_lines_agency_id_property_id_occurred_on_idx" ON "journal_lines"("agency_id", "property_id", "occurred_on");

-- CreateIndex
CREATE INDEX "owner_entries_agency_id_property_id_occurred_on_idx" ON "owner_entries"("agency_id", "property_id", "occurred_on");

-- CreateIndex
CREATE UNIQUE INDEX "owner_entries_agency_id_source_id_kind_key" ON "owner_entries"("agency_id", "source_id", "kind");

-- CreateIndex
CREATE INDEX "ledger_proofs_agency_id_created_at_idx" ON "ledger_proofs"("agency_id", "created_at");

-- CreateIndex
CREATE INDEX "payments_agency_id_received_on_id_idx" ON "payments"("agency_id", "received_on", "id");

-- CreateIndex
CREATE INDEX "payments_agency_id_lease_id_received_on_idx" ON "payments"("agency_id", "lease_id", "received_on");

-- CreateIndex
CREATE INDEX "payments_agency_id_rail_received_on_idx" ON "payments"("agency_id", "rail", "received_on");

-- CreateIndex
CREATE INDEX "payments_agency_id_payer_contact_id_idx" ON "payments"("agency_id", "payer_contact_id");

-- CreateIndex
CREATE INDEX "payments_agency_id_property_id_received_on_idx" ON "payments"("agency_id", "property_id", "received_on");

-- CreateIndex
CREATE UNIQUE INDEX "payments_agency_id_number_key" ON "payments"("agency_id", "number");

-- CreateIndex
CREATE INDEX "payment_balances_agency_id_status_received_on_payment_id_idx" ON "payment_balances"("agency_id", "status", "received_on", "payment_id");

-- CreateIndex
CREATE INDEX "payment_balances_agency_id_lease_id_idx" ON "payment_balances"("agency_id", "lease_id");

-- CreateIndex
CREATE INDEX "allocations_agency_id_payment_id_idx" ON "allocations"("agency_id", "payment_id");

-- CreateIndex
CREATE INDEX "allocations_agency_id_invoice_id_idx" ON "allocations"("agency_id", "invoice_id");

-- CreateIndex
CREATE INDEX "allocations_agency_id_lease_id_allocated_on_idx" ON "allocations"("agency_id", "lease_id", "allocated_on");

-- CreateIndex
CREATE INDEX "allocations_agency_id_allocated_on_idx" ON "allocations"("agency_id", "allocated_on");

-- CreateIndex
CREATE UNIQUE INDEX "allocations_agency_id_reverses_id_key" ON "allocations"("agency_id", "reverses_id");

-- CreateIndex
CREATE INDEX "refunds_agency_id_payment_id_idx" ON "refunds"("agency_id", "payment_id");

-- CreateIndex
CREATE INDEX "refunds_agency_id_lease_id_idx" ON "refunds"("agency_id", "lease_id");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_agency_id_number_key" ON "refunds"("agency_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "payment_reversals_agency_id_payment_id_key" ON "payment_reversals"("agency_id", "payment_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE INDEX "properties_agency_id_status_name_id_idx" ON "properties"("agency_id", "status", "name", "id");

-- CreateIndex
CREATE INDEX "properties_agency_id_name_id_idx" ON "properties"("agency_id", "name", "id");

-- CreateIndex
CREATE INDEX "properties_agency_id_city_name_id_idx" ON "properties"("agency_id", "city", "name", "id");

-- CreateIndex
CREATE INDEX "properties_agency_id_region_city_idx" ON "properties"("agency_id", "region", "city");

-- CreateIndex
CREATE INDEX "properties_agency_id_import_id_idx" ON "properties"("agency_id", "import_id");

-- CreateIndex
CREATE UNIQUE INDEX "properties_agency_id_code_key" ON "properties"("agency_id", "code");

-- CreateIndex
CREATE INDEX "property_owners_agency_id_contact_id_idx" ON "property_owners"("agency_id", "contact_id");

-- CreateIndex
CREATE INDEX "units_agency_id_status_property_id_label_idx" ON "units"("agency_id", "status", "property_id", "label");

-- CreateIndex
CREATE INDEX "units_agency_id_import_id_idx" ON "units"("agency_id", "import_id");

-- CreateIndex
CREATE UNIQUE INDEX "units_agency_id_property_id_label_key" ON "units"("agency_id", "property_id", "label");

-- CreateIndex
CREATE INDEX "audit_agency_id_entity_id_at_idx" ON "audit"("agency_id", "entity_id", "at");

-- CreateIndex
CREATE INDEX "audit_agency_id_actor_id_at_idx" ON "audit"("agency_id", "actor_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "files_storage_key_key" ON "files"("storage_key");

-- CreateIndex
CREATE INDEX "files_agency_id_created_at_idx" ON "files"("agency_id", "created_at");

-- CreateIndex
CREATE INDEX "imports_agency_id_created_at_id_idx" ON "imports"("agency_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "imports_agency_id_file_id_idx" ON "imports"("agency_id", "file_id");

-- CreateIndex
CREATE INDEX "import_rows_agency_id_import_id_outcome_row_no_idx" ON "import_rows"("agency_id", "import_id", "outcome", "row_no");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_agency_id_dedupe_key_key" ON "outbox"("agency_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "job_runs_agency_id_created_at_id_idx" ON "job_runs"("agency_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "job_runs_agency_id_subject_id_idx" ON "job_runs"("agency_id", "subject_id");

-- CreateIndex
CREATE INDEX "job_runs_status_heartbeat_at_idx" ON "job_runs"("status", "heartbeat_at");

-- CreateIndex
CREATE INDEX "schedules_next_run_at_idx" ON "schedules"("next_run_at");

-- AddForeignKey
ALTER TABLE "billing_runs" ADD CONSTRAINT "billing_runs_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "number_counters" ADD CONSTRAINT "number_counters_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "charges" ADD CONSTRAINT "charges_agency_id_invoice_id_fkey" FOREIGN KEY ("agency_id", "invoice_id") REFERENCES "invoices"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_balances" ADD CONSTRAINT "invoice_balances_agency_id_invoice_id_fkey" FOREIGN KEY ("agency_id", "invoice_id") REFERENCES "invoices"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_agency_id_invoice_id_fkey" FOREIGN KEY ("agency_id", "invoice_id") REFERENCES "invoices"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "write_offs" ADD CONSTRAINT "write_offs_agency_id_invoice_id_fkey" FOREIGN KEY ("agency_id", "invoice_id") REFERENCES "invoices"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deposit_movements" ADD CONSTRAINT "deposit_movements_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_roles" ADD CONSTRAINT "contact_roles_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "two_factors" ADD CONSTRAINT "two_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_properties" ADD CONSTRAINT "member_properties_agency_id_member_id_fkey" FOREIGN KEY ("agency_id", "member_id") REFERENCES "members"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_properties" ADD CONSTRAINT "member_properties_agency_id_property_id_fkey" FOREIGN KEY ("agency_id", "property_id") REFERENCES "properties"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_id_fkey" FOREIGN KEY ("inviter_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_agency_id_property_id_fkey" FOREIGN KEY ("agency_id", "property_id") REFERENCES "properties"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_agency_id_unit_id_fkey" FOREIGN KEY ("agency_id", "unit_id") REFERENCES "units"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leases" ADD CONSTRAINT "leases_agency_id_renewed_from_id_fkey" FOREIGN KEY ("agency_id", "renewed_from_id") REFERENCES "leases"("agency_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "lease_parties" ADD CONSTRAINT "lease_parties_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lease_parties" ADD CONSTRAINT "lease_parties_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lease_items" ADD CONSTRAINT "lease_items_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lease_versions" ADD CONSTRAINT "lease_versions_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_periods" ADD CONSTRAINT "ledger_periods_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journals" ADD CONSTRAINT "journals_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_lines" ADD CONSTRAINT "journal_lines_agency_id_journal_id_fkey" FOREIGN KEY ("agency_id", "journal_id") REFERENCES "journals"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_lines" ADD CONSTRAINT "journal_lines_agency_id_account_code_fkey" FOREIGN KEY ("agency_id", "account_code") REFERENCES "ledger_accounts"("agency_id", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "owner_entries" ADD CONSTRAINT "owner_entries_agency_id_property_id_fkey" FOREIGN KEY ("agency_id", "property_id") REFERENCES "properties"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_proofs" ADD CONSTRAINT "ledger_proofs_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_agency_id_lease_id_fkey" FOREIGN KEY ("agency_id", "lease_id") REFERENCES "leases"("agency_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_balances" ADD CONSTRAINT "payment_balances_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_agency_id_invoice_id_fkey" FOREIGN KEY ("agency_id", "invoice_id") REFERENCES "invoices"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_reversals" ADD CONSTRAINT "payment_reversals_agency_id_payment_id_fkey" FOREIGN KEY ("agency_id", "payment_id") REFERENCES "payments"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "properties" ADD CONSTRAINT "properties_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "property_owners" ADD CONSTRAINT "property_owners_agency_id_property_id_fkey" FOREIGN KEY ("agency_id", "property_id") REFERENCES "properties"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "property_owners" ADD CONSTRAINT "property_owners_agency_id_contact_id_fkey" FOREIGN KEY ("agency_id", "contact_id") REFERENCES "contacts"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "units" ADD CONSTRAINT "units_agency_id_property_id_fkey" FOREIGN KEY ("agency_id", "property_id") REFERENCES "properties"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_agency_id_file_id_fkey" FOREIGN KEY ("agency_id", "file_id") REFERENCES "files"("agency_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_agency_id_import_id_fkey" FOREIGN KEY ("agency_id", "import_id") REFERENCES "imports"("agency_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_agency_id_fkey" FOREIGN KEY ("agency_id") REFERENCES "agencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


