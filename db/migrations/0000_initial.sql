CREATE SCHEMA "auth";
--> statement-breakpoint
CREATE SCHEMA "platform";
--> statement-breakpoint
CREATE TABLE "auth"."user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "auth"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "auth"."account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "auth"."membership" (
	"tenant_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"roles" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "membership_key" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "auth"."api_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"roles" text[] DEFAULT '{}' NOT NULL,
	"user_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_key_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "auth"."ticket" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "platform"."package_release" (
	"name" text NOT NULL,
	"version" text NOT NULL,
	"manifest" jsonb NOT NULL,
	"documents" jsonb NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "package_release_key" PRIMARY KEY("name","version")
);
--> statement-breakpoint
CREATE TABLE "revision" (
	"tenant_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"packages" jsonb NOT NULL,
	"documents" jsonb NOT NULL,
	"message" text DEFAULT '' NOT NULL,
	"published_by" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "revision_key" PRIMARY KEY("tenant_id","n")
);
--> statement-breakpoint
CREATE TABLE "document_patch" (
	"tenant_id" uuid NOT NULL,
	"hash" text collate "C" NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "document_patch_key" PRIMARY KEY("tenant_id","hash")
);
--> statement-breakpoint
CREATE TABLE "active_revision" (
	"tenant_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "active_revision_key" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" integer NOT NULL,
	"base" integer NOT NULL,
	"status" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "draft_key" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "draft_number" UNIQUE("tenant_id","number")
);
--> statement-breakpoint
CREATE TABLE "draft_document" (
	"tenant_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"kind" text collate "C" NOT NULL,
	"document_id" text collate "C" NOT NULL,
	"patch" jsonb NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "draft_document_key" PRIMARY KEY("tenant_id","draft_id","kind","document_id")
);
--> statement-breakpoint
CREATE TABLE "field_slot" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"slot" text collate "C" NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "field_slot_key" PRIMARY KEY("tenant_id","object_id","field_id"),
	CONSTRAINT "field_slot_slot" UNIQUE("tenant_id","object_id","slot")
);
--> statement-breakpoint
CREATE TABLE "records" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"id" uuid NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"deleted_at" timestamp with time zone,
	"s1" text collate "C",
	"s2" text collate "C",
	"s3" text collate "C",
	"s4" text collate "C",
	"s5" text collate "C",
	"s6" text collate "C",
	"s7" text collate "C",
	"s8" text collate "C",
	"s9" text collate "C",
	"s10" text collate "C",
	"i1" bigint,
	"i2" bigint,
	"i3" bigint,
	"i4" bigint,
	"i5" bigint,
	"i6" bigint,
	"i7" bigint,
	"i8" bigint,
	"i9" bigint,
	"i10" bigint,
	"f1" double precision,
	"f2" double precision,
	"f3" double precision,
	"f4" double precision,
	"f5" double precision,
	"t1" timestamp with time zone,
	"t2" timestamp with time zone,
	"t3" timestamp with time zone,
	"t4" timestamp with time zone,
	"t5" timestamp with time zone,
	"t6" timestamp with time zone,
	"r1" uuid,
	"r2" uuid,
	"r3" uuid,
	"r4" uuid,
	"r5" uuid,
	"r6" uuid,
	"r7" uuid,
	"r8" uuid,
	"b1" boolean,
	"b2" boolean,
	"b3" boolean,
	"b4" boolean,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "records_key" PRIMARY KEY("tenant_id","object_id","id")
);
--> statement-breakpoint
CREATE TABLE "record_unique" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"value" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	CONSTRAINT "record_unique_key" PRIMARY KEY("tenant_id","object_id","field_id","value")
);
--> statement-breakpoint
CREATE TABLE "record_history" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"record_id" uuid NOT NULL,
	"version" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"by" text NOT NULL,
	"act" text NOT NULL,
	"changes" jsonb NOT NULL,
	CONSTRAINT "record_history_key" PRIMARY KEY("tenant_id","object_id","record_id","version")
);
--> statement-breakpoint
CREATE TABLE "record_sequence" (
	"tenant_id" uuid NOT NULL,
	"object_id" text collate "C" NOT NULL,
	"field_id" text collate "C" NOT NULL,
	"next" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "record_sequence_key" PRIMARY KEY("tenant_id","object_id","field_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"tenant_id" uuid NOT NULL,
	"actor" text collate "C" NOT NULL,
	"route" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"status" integer,
	"response" jsonb,
	"headers" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key" PRIMARY KEY("tenant_id","actor","route","key")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"table_id" text collate "C" NOT NULL,
	"revision" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"facts" jsonb NOT NULL,
	"outputs" jsonb NOT NULL,
	"hits" text[] DEFAULT '{}' NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "decision_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"topic" text collate "C" NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "outbox_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"flow_id" text collate "C" NOT NULL,
	"revision" integer NOT NULL,
	"name" text collate "C" NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"rev" integer DEFAULT 0 NOT NULL,
	"next_event" integer DEFAULT 1 NOT NULL,
	"state" jsonb NOT NULL,
	"input" jsonb NOT NULL,
	"output" jsonb,
	"error" text,
	"cause" text,
	"object_id" text collate "C",
	"record_id" uuid,
	"deadline" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_key" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "run_name" UNIQUE("tenant_id","flow_id","name")
);
--> statement-breakpoint
CREATE TABLE "work" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"run_id" uuid,
	"kind" text NOT NULL,
	"class" text collate "C" NOT NULL,
	"step" text,
	"attempt" integer DEFAULT 0 NOT NULL,
	"deliveries" integer DEFAULT 0 NOT NULL,
	"body" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" smallint DEFAULT 0 NOT NULL,
	"lease_owner" uuid,
	"lease_until" timestamp with time zone,
	"vft" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "work_key" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "callback" (
	"tenant_id" uuid NOT NULL,
	"token_sha256" "bytea" NOT NULL,
	"run_id" uuid NOT NULL,
	"work_id" uuid NOT NULL,
	"step" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"nonce" "bytea" NOT NULL,
	"object_id" text collate "C",
	"record_id" uuid,
	"field" text,
	"expires_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	"result_sha256" "bytea",
	"answer" jsonb,
	CONSTRAINT "callback_key" PRIMARY KEY("tenant_id","token_sha256")
);
--> statement-breakpoint
CREATE TABLE "event" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"type" text NOT NULL,
	"step" text,
	"attempt" integer,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "event_key" PRIMARY KEY("tenant_id","run_id","seq")
);
--> statement-breakpoint
ALTER TABLE "auth"."session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "auth"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "session_user" ON "auth"."session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "account_user" ON "auth"."account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "auth"."verification" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "membership_user" ON "auth"."membership" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_key_tenant" ON "auth"."api_key" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "records_s1" ON "records" USING btree ("tenant_id","object_id","s1","id") WHERE "records"."s1" is not null;--> statement-breakpoint
CREATE INDEX "records_s2" ON "records" USING btree ("tenant_id","object_id","s2","id") WHERE "records"."s2" is not null;--> statement-breakpoint
CREATE INDEX "records_s3" ON "records" USING btree ("tenant_id","object_id","s3","id") WHERE "records"."s3" is not null;--> statement-breakpoint
CREATE INDEX "records_s4" ON "records" USING btree ("tenant_id","object_id","s4","id") WHERE "records"."s4" is not null;--> statement-breakpoint
CREATE INDEX "records_s5" ON "records" USING btree ("tenant_id","object_id","s5","id") WHERE "records"."s5" is not null;--> statement-breakpoint
CREATE INDEX "records_s6" ON "records" USING btree ("tenant_id","object_id","s6","id") WHERE "records"."s6" is not null;--> statement-breakpoint
CREATE INDEX "records_s7" ON "records" USING btree ("tenant_id","object_id","s7","id") WHERE "records"."s7" is not null;--> statement-breakpoint
CREATE INDEX "records_s8" ON "records" USING btree ("tenant_id","object_id","s8","id") WHERE "records"."s8" is not null;--> statement-breakpoint
CREATE INDEX "records_s9" ON "records" USING btree ("tenant_id","object_id","s9","id") WHERE "records"."s9" is not null;--> statement-breakpoint
CREATE INDEX "records_s10" ON "records" USING btree ("tenant_id","object_id","s10","id") WHERE "records"."s10" is not null;--> statement-breakpoint
CREATE INDEX "records_i1" ON "records" USING btree ("tenant_id","object_id","i1","id") WHERE "records"."i1" is not null;--> statement-breakpoint
CREATE INDEX "records_i2" ON "records" USING btree ("tenant_id","object_id","i2","id") WHERE "records"."i2" is not null;--> statement-breakpoint
CREATE INDEX "records_i3" ON "records" USING btree ("tenant_id","object_id","i3","id") WHERE "records"."i3" is not null;--> statement-breakpoint
CREATE INDEX "records_i4" ON "records" USING btree ("tenant_id","object_id","i4","id") WHERE "records"."i4" is not null;--> statement-breakpoint
CREATE INDEX "records_i5" ON "records" USING btree ("tenant_id","object_id","i5","id") WHERE "records"."i5" is not null;--> statement-breakpoint
CREATE INDEX "records_i6" ON "records" USING btree ("tenant_id","object_id","i6","id") WHERE "records"."i6" is not null;--> statement-breakpoint
CREATE INDEX "records_i7" ON "records" USING btree ("tenant_id","object_id","i7","id") WHERE "records"."i7" is not null;--> statement-breakpoint
CREATE INDEX "records_i8" ON "records" USING btree ("tenant_id","object_id","i8","id") WHERE "records"."i8" is not null;--> statement-breakpoint
CREATE INDEX "records_i9" ON "records" USING btree ("tenant_id","object_id","i9","id") WHERE "records"."i9" is not null;--> statement-breakpoint
CREATE INDEX "records_i10" ON "records" USING btree ("tenant_id","object_id","i10","id") WHERE "records"."i10" is not null;--> statement-breakpoint
CREATE INDEX "records_f1" ON "records" USING btree ("tenant_id","object_id","f1","id") WHERE "records"."f1" is not null;--> statement-breakpoint
CREATE INDEX "records_f2" ON "records" USING btree ("tenant_id","object_id","f2","id") WHERE "records"."f2" is not null;--> statement-breakpoint
CREATE INDEX "records_f3" ON "records" USING btree ("tenant_id","object_id","f3","id") WHERE "records"."f3" is not null;--> statement-breakpoint
CREATE INDEX "records_f4" ON "records" USING btree ("tenant_id","object_id","f4","id") WHERE "records"."f4" is not null;--> statement-breakpoint
CREATE INDEX "records_f5" ON "records" USING btree ("tenant_id","object_id","f5","id") WHERE "records"."f5" is not null;--> statement-breakpoint
CREATE INDEX "records_t1" ON "records" USING btree ("tenant_id","object_id","t1","id") WHERE "records"."t1" is not null;--> statement-breakpoint
CREATE INDEX "records_t2" ON "records" USING btree ("tenant_id","object_id","t2","id") WHERE "records"."t2" is not null;--> statement-breakpoint
CREATE INDEX "records_t3" ON "records" USING btree ("tenant_id","object_id","t3","id") WHERE "records"."t3" is not null;--> statement-breakpoint
CREATE INDEX "records_t4" ON "records" USING btree ("tenant_id","object_id","t4","id") WHERE "records"."t4" is not null;--> statement-breakpoint
CREATE INDEX "records_t5" ON "records" USING btree ("tenant_id","object_id","t5","id") WHERE "records"."t5" is not null;--> statement-breakpoint
CREATE INDEX "records_t6" ON "records" USING btree ("tenant_id","object_id","t6","id") WHERE "records"."t6" is not null;--> statement-breakpoint
CREATE INDEX "records_r1" ON "records" USING btree ("tenant_id","object_id","r1","id") WHERE "records"."r1" is not null;--> statement-breakpoint
CREATE INDEX "records_r2" ON "records" USING btree ("tenant_id","object_id","r2","id") WHERE "records"."r2" is not null;--> statement-breakpoint
CREATE INDEX "records_r3" ON "records" USING btree ("tenant_id","object_id","r3","id") WHERE "records"."r3" is not null;--> statement-breakpoint
CREATE INDEX "records_r4" ON "records" USING btree ("tenant_id","object_id","r4","id") WHERE "records"."r4" is not null;--> statement-breakpoint
CREATE INDEX "records_r5" ON "records" USING btree ("tenant_id","object_id","r5","id") WHERE "records"."r5" is not null;--> statement-breakpoint
CREATE INDEX "records_r6" ON "records" USING btree ("tenant_id","object_id","r6","id") WHERE "records"."r6" is not null;--> statement-breakpoint
CREATE INDEX "records_r7" ON "records" USING btree ("tenant_id","object_id","r7","id") WHERE "records"."r7" is not null;--> statement-breakpoint
CREATE INDEX "records_r8" ON "records" USING btree ("tenant_id","object_id","r8","id") WHERE "records"."r8" is not null;--> statement-breakpoint
CREATE INDEX "records_b1" ON "records" USING btree ("tenant_id","object_id","b1","id") WHERE "records"."b1" is not null;--> statement-breakpoint
CREATE INDEX "records_b2" ON "records" USING btree ("tenant_id","object_id","b2","id") WHERE "records"."b2" is not null;--> statement-breakpoint
CREATE INDEX "records_b3" ON "records" USING btree ("tenant_id","object_id","b3","id") WHERE "records"."b3" is not null;--> statement-breakpoint
CREATE INDEX "records_b4" ON "records" USING btree ("tenant_id","object_id","b4","id") WHERE "records"."b4" is not null;--> statement-breakpoint
CREATE INDEX "idempotency_created" ON "idempotency" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "decision_table" ON "decision" USING btree ("tenant_id","table_id","at");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("tenant_id","topic","due_at") WHERE "outbox"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "run_record" ON "run" USING btree ("tenant_id","object_id","record_id");--> statement-breakpoint
CREATE INDEX "run_created" ON "run" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "work_ready" ON "work" USING btree ("class","vft") WHERE "work"."state" = 0;--> statement-breakpoint
CREATE INDEX "work_due" ON "work" USING btree ("due_at") WHERE "work"."state" = 0;--> statement-breakpoint
CREATE INDEX "work_leased" ON "work" USING btree ("lease_until") WHERE "work"."state" = 1;--> statement-breakpoint
CREATE INDEX "work_run" ON "work" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "callback_run" ON "callback" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "callback_record" ON "callback" USING btree ("tenant_id","object_id","record_id");