CREATE TABLE "table_turn" (
	"tenant_id" uuid NOT NULL,
	"table_id" text collate "C" NOT NULL,
	"row_id" text collate "C" NOT NULL,
	"taken" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "table_turn_key" PRIMARY KEY("tenant_id","table_id","row_id")
);
