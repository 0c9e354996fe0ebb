CREATE TABLE "rollout" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"table_id" text collate "C" NOT NULL,
	"table_name" text collate "C" NOT NULL,
	"draft_id" uuid NOT NULL,
	"version" text collate "C" NOT NULL,
	"document" jsonb NOT NULL,
	"base" integer NOT NULL,
	"mode" text collate "C" NOT NULL,
	"share" integer,
	"key" jsonb,
	"guards" jsonb NOT NULL,
	"state" text collate "C" DEFAULT 'running' NOT NULL,
	"reason" jsonb,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"recent" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text collate "C",
	"revision" integer,
	CONSTRAINT "rollout_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "rollout_difference" (
	"tenant_id" uuid NOT NULL,
	"rollout_id" uuid NOT NULL,
	"hash" text collate "C" NOT NULL,
	"output" jsonb NOT NULL,
	"gained" bigint NOT NULL,
	"lost" bigint NOT NULL,
	"ranked" bigint NOT NULL,
	"changed" bigint NOT NULL,
	"samples" jsonb NOT NULL,
	CONSTRAINT "rollout_difference_key" PRIMARY KEY("tenant_id","rollout_id","hash")
);
--> statement-breakpoint
CREATE TABLE "activation" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"message" text DEFAULT '' NOT NULL,
	"state" text collate "C" DEFAULT 'waiting' NOT NULL,
	"actor" jsonb NOT NULL,
	"problems" jsonb,
	"job_id" uuid,
	"revision" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "activation_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE INDEX "rollout_table" ON "rollout" USING btree ("tenant_id","table_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rollout_running" ON "rollout" USING btree ("tenant_id","table_id") WHERE "rollout"."state" = 'running';--> statement-breakpoint
CREATE INDEX "activation_listed" ON "activation" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "activation_open" ON "activation" USING btree ("tenant_id","draft_id") WHERE "activation"."state" in ('waiting', 'converting');