-- A process asks which migrations the database has before it takes requests. A shadow database has no such table.
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO stead_app, stead_system;
  END IF;
END $$;
