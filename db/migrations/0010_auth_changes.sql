CREATE TABLE "auth"."change" (
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"subject" text collate "C" NOT NULL,
	"seen_at" timestamp with time zone,
	CONSTRAINT "change_key" PRIMARY KEY("xid","subject")
);
