ALTER TABLE "outbox" ADD COLUMN "relayed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "roles" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "previous_secret" "bytea";--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "rotated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook" ADD COLUMN "problem" text collate "C";--> statement-breakpoint
CREATE INDEX "outbox_unrelayed" ON "outbox" USING btree ("tenant_id","created_at") WHERE "outbox"."relayed_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_delivery_old" ON "webhook_delivery" USING btree ("tenant_id","created_at");