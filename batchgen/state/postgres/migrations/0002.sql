-- Many workers on one campaign: leases, what may be sent now, and what an account's workers share.

CREATE TABLE accounts (
  id            BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  service       TEXT COLLATE "C" NOT NULL,      -- the API's base URL, or "sandbox"
  key_mark      TEXT COLLATE "C" NOT NULL,      -- tells keys apart, and does not give them away
  state         TEXT COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'stopped')),
  why           TEXT COLLATE "C" NOT NULL DEFAULT '',
  top_rate      DOUBLE PRECISION,               -- the user's --rate
  pace          TEXT COLLATE "C" NOT NULL DEFAULT '',     -- JSON: how fast creates go out, of all workers together
  pace_version  BIGINT NOT NULL DEFAULT 0,
  server_mark   TEXT COLLATE "C" NOT NULL DEFAULT '',     -- the server whose memory was compared with the account
  doubt_since   TIMESTAMPTZ,                    -- when it was first seen that the server is another one
  UNIQUE (service, key_mark)
);

CREATE TABLE budgets (
  id        BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account   BIGINT NOT NULL REFERENCES accounts (id),
  campaign  BIGINT REFERENCES campaigns (id),   -- NULL: that of the account
  unit      TEXT COLLATE "C" NOT NULL CHECK (unit IN ('videos', 'minutes', 'cost')),
  per       TEXT COLLATE "C" NOT NULL CHECK (per IN ('day', 'week', 'month', 'none')),
  amount    DOUBLE PRECISION NOT NULL,
  words     TEXT COLLATE "C" NOT NULL,
  used      DOUBLE PRECISION NOT NULL DEFAULT 0,
  since     TIMESTAMP NOT NULL DEFAULT '-infinity'   -- the begin of the period that it was used in
);
CREATE UNIQUE INDEX budgets_of ON budgets (account, coalesce(campaign, 0), unit);

-- A server that was put back from a backup, or a standby that took over, has another mark.
CREATE FUNCTION server_mark() RETURNS TEXT LANGUAGE sql VOLATILE AS
  $$ SELECT s.system_identifier || ' ' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
     FROM pg_control_system() s $$;

ALTER TABLE campaigns
  ADD COLUMN account BIGINT REFERENCES accounts (id),
  ADD COLUMN state   TEXT COLLATE "C" NOT NULL DEFAULT 'planned'
             CHECK (state IN ('planned', 'sending', 'paused', 'stopped', 'done')),
  ADD COLUMN go      BIGINT NOT NULL DEFAULT 0,          -- the run whose rows may be sent now
  ADD COLUMN settle  DOUBLE PRECISION NOT NULL DEFAULT 120,
  ADD COLUMN price   DOUBLE PRECISION;                   -- of a minute

ALTER TABLE workers
  ALTER COLUMN campaign DROP NOT NULL,
  ADD COLUMN lease       DOUBLE PRECISION NOT NULL DEFAULT 30,   -- seconds
  ADD COLUMN lease_until TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp();

-- The last transaction of each worker: by it a commit is found whose answer was lost. (Its number alone says
-- nothing: a server that crashed gives it to another transaction.)
CREATE TABLE last_commits (
  worker BIGINT PRIMARY KEY REFERENCES workers (id),
  number BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE roles (                            -- what one worker does for all, as long as it lives
  campaign BIGINT NOT NULL REFERENCES campaigns (id),
  name     TEXT COLLATE "C" NOT NULL,           -- settle, follow
  worker   BIGINT NOT NULL REFERENCES workers (id),
  PRIMARY KEY (campaign, name)
);

-- Whether a job of the run that is confirmed may be sent now.
ALTER TABLE all_jobs ADD COLUMN due BOOLEAN GENERATED ALWAYS AS (go <> 0 AND stage <> 'sending' AND CASE redo
  WHEN 'unknown' THEN stage = 'unknown' ELSE stage = 'new' OR redo IN ('failed', 'changed', 'all') END) STORED;
-- "+ 0": no other index gives this order, so none is read from the campaign's first row on.
CREATE INDEX jobs_due ON all_jobs (campaign, go, (id + 0)) WHERE due;

ALTER TABLE all_attempts ADD COLUMN absent_since TIMESTAMPTZ;   -- a search of the account did not show its video
CREATE INDEX attempts_in_the_air ON all_attempts (campaign, worker) WHERE outcome = '';

CREATE OR REPLACE VIEW jobs AS SELECT id, key, key_hash, cells, cells_hash, occurrence, row, label, stage,
  request_json, request_hash, left_out, minutes, go, redo, attempt, error, fixed_from, changed_at, due FROM all_jobs
  WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
