-- AlterTable
-- found: sensitive-column-readable
ALTER TABLE "User" ADD COLUMN     "password" TEXT;
-- found: rls-policies-without-rls
CREATE POLICY "by_tenant" ON "User" USING (true);
CREATE TABLE "Post" ("id" TEXT NOT NULL, "tenantId" UUID NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
-- found: rls-not-forced
ALTER TABLE "Post" ENABLE ROW LEVEL SECURITY;
