CREATE TABLE "table_version" (
	"tenant_id" uuid NOT NULL,
	"table_id" text collate "C" NOT NULL,
	"hash" text collate "C" NOT NULL,
	"document" jsonb NOT NULL,
	"needs" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "table_version_key" PRIMARY KEY("tenant_id","table_id","hash")
);
--> statement-breakpoint
ALTER TABLE "job_value" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "job_value" CASCADE;--> statement-breakpoint
DROP INDEX "decision_table";--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "version" text collate "C";--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "variant" text collate "C";--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "arm" text collate "C";--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "fallback" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "decision" ADD COLUMN "empty" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "decision_table" ON "decision" USING btree ("tenant_id","table_id","id");