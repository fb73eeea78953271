CREATE TABLE IF NOT EXISTS "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"email" text
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "all" ON "users" AS PERMISSIVE FOR ALL TO public USING (true) WITH CHECK (true);--> statement-breakpoint
DO $$ BEGIN
-- found: rls-policies-without-rls
 ALTER TABLE "users" DISABLE ROW LEVEL SECURITY;
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
--> statement-breakpoint
-- found: role-createdb-login, role-createrole-login
CREATE ROLE "drizzle_admin" WITH CREATEROLE CREATEDB LOGIN
--> statement-breakpoint
-- found: role-member-of-data-access
GRANT pg_write_all_data TO "drizzle_admin"
