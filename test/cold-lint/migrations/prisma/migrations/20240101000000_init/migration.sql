-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "public"."Role" AS ENUM ('USER', 'ADMIN');

-- CreateTable
CREATE TABLE "public"."User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "tenantId" UUID NOT NULL,
    "role" "public"."Role" NOT NULL DEFAULT 'USER',

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
-- found: unique-key-leaks-tenants
CREATE UNIQUE INDEX "User_email_key" ON "public"."User"("email");

-- found: grant-public-table, grant-truncate-references-trigger, rls-truncate-granted
GRANT ALL ON "User" TO PUBLIC;
