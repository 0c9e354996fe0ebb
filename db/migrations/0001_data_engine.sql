CREATE TABLE "record_link" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"target_object_id" text collate "C" NOT NULL,
	"target_id" uuid NOT NULL,
	CONSTRAINT "record_link_key" PRIMARY KEY("tenant_id","object_id","field_id","record_id","target_object_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "record_match" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"rule_id" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	CONSTRAINT "record_match_key" PRIMARY KEY("tenant_id","object_id","rule_id","key","record_id")
);
--> statement-breakpoint
CREATE TABLE "record_search" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"grams" bigint[] NOT NULL,
	CONSTRAINT "record_search_key" PRIMARY KEY("tenant_id","object_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "record_share" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"holder" text collate "C" NOT NULL,
	"level" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone,
	CONSTRAINT "record_share_key" PRIMARY KEY("tenant_id","object_id","record_id","holder")
);
--> statement-breakpoint
CREATE TABLE "stale_record" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stale_record_key" PRIMARY KEY("tenant_id","object_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "team" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"parent_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "team_member" (
	"tenant_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"leads" boolean DEFAULT false NOT NULL,
	CONSTRAINT "team_member_key" PRIMARY KEY("tenant_id","team_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "file" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"media_type" text collate "C" NOT NULL,
	"size" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"width" integer,
	"height" integer,
	"variants" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"object_id" text collate "C",
	"field_id" text collate "C",
	"record_id" uuid,
	"job_id" uuid,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "file_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "job" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text collate "C" NOT NULL,
	"state" text collate "C" DEFAULT 'waiting' NOT NULL,
	"actor" jsonb NOT NULL,
	"subject" text collate "C" DEFAULT '' NOT NULL,
	"input" jsonb NOT NULL,
	"cursor" jsonb,
	"done" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"total" bigint,
	"result" jsonb,
	"problems" jsonb,
	"cancelling" boolean DEFAULT false NOT NULL,
	"undone_by" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "job_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "job_row" (
	"tenant_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"row" bigint NOT NULL,
	"source" jsonb NOT NULL,
	"problems" jsonb NOT NULL,
	CONSTRAINT "job_row_key" PRIMARY KEY("tenant_id","job_id","row")
);
--> statement-breakpoint
CREATE TABLE "job_value" (
	"tenant_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb,
	CONSTRAINT "job_value_key" PRIMARY KEY("tenant_id","job_id","object_id","record_id","field_id")
);
--> statement-breakpoint
CREATE TABLE "webhook" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"topics" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"objects" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"secret" "bytea" NOT NULL,
	"state" text collate "C" DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"topic" text collate "C" NOT NULL,
	"body" jsonb NOT NULL,
	"state" text collate "C" DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"log" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "webhook_delivery_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "slow_query" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"shape" text collate "C" NOT NULL,
	"day" date NOT NULL,
	"detail" jsonb NOT NULL,
	"times" bigint NOT NULL,
	"ms" double precision NOT NULL,
	"records" bigint NOT NULL,
	CONSTRAINT "slow_query_key" PRIMARY KEY("tenant_id","object_id","shape","day")
);
--> statement-breakpoint
CREATE TABLE "field_removal" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"revision" integer NOT NULL,
	"name" text NOT NULL,
	"removed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_by" text NOT NULL,
	"purge_at" timestamp with time zone NOT NULL,
	CONSTRAINT "field_removal_key" PRIMARY KEY("tenant_id","object_id","field_id")
);
--> statement-breakpoint
ALTER TABLE "record_history" ADD COLUMN "job_id" uuid;--> statement-breakpoint
CREATE INDEX "record_link_target" ON "record_link" USING btree ("tenant_id","target_object_id","target_id","object_id","field_id","record_id");--> statement-breakpoint
CREATE INDEX "record_search_grams" ON "record_search" USING gin ("grams");--> statement-breakpoint
CREATE INDEX "record_share_holder" ON "record_share" USING btree ("tenant_id","object_id","holder","record_id");--> statement-breakpoint
CREATE INDEX "team_member_user" ON "team_member" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "file_record" ON "file" USING btree ("tenant_id","object_id","record_id");--> statement-breakpoint
CREATE INDEX "file_loose" ON "file" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "job_kind" ON "job" USING btree ("tenant_id","kind","created_at");--> statement-breakpoint
CREATE INDEX "webhook_delivery_of" ON "webhook_delivery" USING btree ("tenant_id","webhook_id","created_at");--> statement-breakpoint
CREATE INDEX "record_history_job" ON "record_history" USING btree ("tenant_id","job_id","object_id","record_id") WHERE "record_history"."job_id" is not null;