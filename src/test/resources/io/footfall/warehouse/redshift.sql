-- The tables of Footfall's warehouse on Amazon Redshift. ${schema} is the schema, in quotes.
--
-- visits and purchases have the columns of the lake's Parquet files, in their order: COPY goes by that alone, so do not
-- add one. Timestamps are UTC. Lengths are bytes; for longer texts: ALTER TABLE t ALTER COLUMN c TYPE VARCHAR(n).
-- Users and customers are many and alike, so that rows spread evenly over the slices by them; nearly every query and
-- every load is about days.

CREATE TABLE IF NOT EXISTS ${schema}."visits" (
  "user_id"            VARCHAR(1024)  NOT NULL,
  "timestamp"          TIMESTAMP      NOT NULL,
  "url"                VARCHAR(16384) NOT NULL,
  "page_view_duration" DECIMAL(38, 9),
  "event_date"         DATE           NOT NULL,
  "batch"              VARCHAR(128)   NOT NULL,
  "utm_source"         VARCHAR(16384),
  "utm_medium"         VARCHAR(16384),
  "utm_campaign"       VARCHAR(16384),
  "utm_term"           VARCHAR(16384),
  "utm_content"        VARCHAR(16384),
  "referrer"           VARCHAR(16384),
  "status"             VARCHAR(16384)
) DISTKEY ("user_id") SORTKEY ("event_date", "timestamp");

CREATE TABLE IF NOT EXISTS ${schema}."purchases" (
  "transaction_id"   VARCHAR(1024)  NOT NULL,
  "customer_id"      VARCHAR(1024)  NOT NULL,
  "timestamp"        TIMESTAMP      NOT NULL,
  "product_name"     VARCHAR(4096)  NOT NULL,
  "product_category" VARCHAR(4096)  NOT NULL,
  "product_price"    DECIMAL(38, 9),
  "quantity"         BIGINT,
  "amount"           DECIMAL(38, 9) NOT NULL,
  "event_date"       DATE           NOT NULL,
  "batch"            VARCHAR(128)   NOT NULL
) DISTKEY ("customer_id") SORTKEY ("event_date", "timestamp");

CREATE TABLE IF NOT EXISTS ${schema}."url_stats" (
  "event_date"       DATE           NOT NULL,
  "url"              VARCHAR(16384) NOT NULL,
  "visits"           BIGINT         NOT NULL,
  "total_time_spent" DECIMAL(38, 9),
  "timed_visits"     BIGINT
) DISTKEY ("url") SORTKEY ("event_date");

CREATE TABLE IF NOT EXISTS ${schema}."customer_days" (
  "event_date"  DATE           NOT NULL,
  "customer_id" VARCHAR(1024)  NOT NULL,
  "total_spent" DECIMAL(38, 9) NOT NULL
) DISTKEY ("customer_id") SORTKEY ("event_date");

-- One row per batch that is in the warehouse.
CREATE TABLE IF NOT EXISTS ${schema}."load_ledger" (
  "dataset"         VARCHAR(32)  NOT NULL,
  "batch"           VARCHAR(128) NOT NULL,
  "run"             VARCHAR(128) NOT NULL,
  "row_count"       BIGINT       NOT NULL,
  "file_count"      BIGINT       NOT NULL,
  "byte_count"      BIGINT       NOT NULL,
  "files_set_aside" BIGINT       NOT NULL,
  "loaded_at"       TIMESTAMP    NOT NULL
) DISTSTYLE ALL SORTKEY ("loaded_at");

-- One row per file that the warehouse would not take, for each batch that it has rows of.
CREATE TABLE IF NOT EXISTS ${schema}."load_set_aside" (
  "dataset"      VARCHAR(32)   NOT NULL,
  "batch"        VARCHAR(128)  NOT NULL,
  "run"          VARCHAR(128)  NOT NULL,
  "file"         VARCHAR(4096) NOT NULL,
  "error"        VARCHAR(4096) NOT NULL,
  "set_aside_at" TIMESTAMP     NOT NULL
) DISTSTYLE ALL SORTKEY ("set_aside_at");
