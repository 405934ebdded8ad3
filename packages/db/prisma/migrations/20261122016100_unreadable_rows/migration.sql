-- How many rows of a provider's own list could not be read, and when that was seen last.
ALTER TABLE "rail_accounts"
    ADD COLUMN "unreadable_count" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "unreadable_at" TIMESTAMPTZ(3);
