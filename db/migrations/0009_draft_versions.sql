ALTER TABLE "draft" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "forgot" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "draft_document" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;