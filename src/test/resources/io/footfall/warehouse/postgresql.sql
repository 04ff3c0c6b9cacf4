-- The tables of Footfall's warehouse on PostgreSQL. ${schema} is the schema, in quotes.
--
-- visits and purchases have the columns of the lake's Parquet files, in their order. No index is on a URL, which may be
-- longer than an entry of an index.

CREATE TABLE IF NOT EXISTS ${schema}."visits" (
  "user_id"            text           NOT NULL,
  "timestamp"          timestamptz    NOT NULL,
  "url"                text           NOT NULL,
  "page_view_duration" numeric(38, 9),
  "event_date"         date           NOT NULL,
  "batch"              text           NOT NULL,
  "utm_source"         text,
  "utm_medium"         text,
  "utm_campaign"       text,
  "utm_term"           text,
  "utm_content"        text,
  "referrer"           text,
  "status"             text
);
CREATE INDEX IF NOT EXISTS "visits_event_date" ON ${schema}."visits" ("event_date");
CREATE INDEX IF NOT EXISTS "visits_batch" ON ${schema}."visits" ("batch");

CREATE TABLE IF NOT EXISTS ${schema}."purchases" (
  "transaction_id"   text           NOT NULL,
  "customer_id"      text           NOT NULL,
  "timestamp"        timestamptz    NOT NULL,
  "product_name"     text           NOT NULL,
  "product_category" text           NOT NULL,
  "product_price"    numeric(38, 9),
  "quantity"         bigint,
  "amount"           numeric(38, 9) NOT NULL,
  "event_date"       date           NOT NULL,
  "batch"            text           NOT NULL
);
CREATE INDEX IF NOT EXISTS "purchases_event_date" ON ${schema}."purchases" ("event_date");
CREATE INDEX IF NOT EXISTS "purchases_batch" ON ${schema}."purchases" ("batch");
CREATE INDEX IF NOT EXISTS "purchases_transaction_id" ON ${schema}."purchases" USING hash ("transaction_id");

CREATE TABLE IF NOT EXISTS ${schema}."url_stats" (
  "event_date"       date           NOT NULL,
  "url"              text           NOT NULL,
  "visits"           bigint         NOT NULL,
  "total_time_spent" numeric(38, 9),
  "timed_visits"     bigint
);
CREATE INDEX IF NOT EXISTS "url_stats_event_date" ON ${schema}."url_stats" ("event_date");

CREATE TABLE IF NOT EXISTS ${schema}."customer_days" (
  "event_date"  date           NOT NULL,
  "customer_id" text           NOT NULL,
  "total_spent" numeric(38, 9) NOT NULL
);
CREATE INDEX IF NOT EXISTS "customer_days_event_date" ON ${schema}."customer_days" ("event_date");

-- One row per batch that is in the warehouse.
CREATE TABLE IF NOT EXISTS ${schema}."load_ledger" (
  "dataset"         text        NOT NULL,
  "batch"           text        NOT NULL,
  "run"             text        NOT NULL,
  "row_count"       bigint      NOT NULL,
  "file_count"      bigint      NOT NULL,
  "byte_count"      bigint      NOT NULL,
  "files_set_aside" bigint      NOT NULL,
  "loaded_at"       timestamptz NOT NULL,
  PRIMARY KEY ("dataset", "batch")
);

-- One row per file that the warehouse would not take, for each batch that it has rows of.
CREATE TABLE IF NOT EXISTS ${schema}."load_set_aside" (
  "dataset"      text        NOT NULL,
  "batch"        text        NOT NULL,
  "run"          text        NOT NULL,
  "file"         text        NOT NULL,
  "error"        text        NOT NULL,
  "set_aside_at" timestamptz NOT NULL
);
