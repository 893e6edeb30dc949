-- The tables of all campaigns, and for each a view without "all_" that shows one campaign: that of the setting
-- batchgen.campaign. For people: SET batchgen.campaign = '7'; SELECT row, stage, video_id FROM videos;

CREATE SEQUENCE seq CACHE 1;          -- start_seq and end_seq; CACHE stays 1: their order is the proof
CREATE SEQUENCE attempt_ids CACHE 1;

CREATE TABLE campaigns (
  id            BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  service       TEXT COLLATE "C" NOT NULL,      -- the API's base URL, or "sandbox"
  name          TEXT COLLATE "C" NOT NULL,
  worker        BIGINT,                         -- who runs it now
  created_at    TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (service, name)
);

CREATE TABLE workers (
  id            BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,   -- never used again
  campaign      BIGINT NOT NULL REFERENCES campaigns (id),
  name          TEXT COLLATE "C" NOT NULL,      -- host:pid
  machine       TEXT COLLATE "C" NOT NULL,      -- tells this start of this computer from every other
  host          TEXT COLLATE "C" NOT NULL,
  pid           BIGINT NOT NULL,
  version       TEXT COLLATE "C" NOT NULL,
  started       TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  heard         TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  state         TEXT COLLATE "C" NOT NULL DEFAULT 'alive' CHECK (state IN ('alive', 'lost', 'ended'))
);
CREATE INDEX workers_alive ON workers (campaign) WHERE state = 'alive';

CREATE TABLE all_meta (
  campaign BIGINT NOT NULL DEFAULT current_setting('batchgen.campaign')::bigint REFERENCES campaigns (id),
  name     TEXT COLLATE "C" NOT NULL,
  value    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (campaign, name)
);

CREATE TABLE all_audio (
  campaign BIGINT NOT NULL DEFAULT current_setting('batchgen.campaign')::bigint REFERENCES campaigns (id),
  url      TEXT COLLATE "C" NOT NULL,
  seconds  DOUBLE PRECISION NOT NULL,
  read_at  TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (campaign, url)
);

CREATE TABLE all_jobs (
  campaign      BIGINT NOT NULL DEFAULT current_setting('batchgen.campaign')::bigint,  -- not checked row by row
  id            BIGINT NOT NULL,
  key           TEXT COLLATE "C" NOT NULL DEFAULT '',
  key_hash      TEXT COLLATE "C" NOT NULL DEFAULT '',
  cells         TEXT COLLATE "C" NOT NULL DEFAULT '',
  cells_hash    TEXT COLLATE "C" NOT NULL DEFAULT '',
  occurrence    BIGINT NOT NULL DEFAULT 0,
  row           BIGINT,
  label         TEXT COLLATE "C" NOT NULL DEFAULT '',
  stage         TEXT COLLATE "C" NOT NULL DEFAULT 'new' CHECK (stage IN
                ('new', 'invalid', 'excluded', 'sending', 'unknown', 'queued', 'generating', 'ready', 'error',
                 'deleted', 'rejected')),
  request_json  TEXT COLLATE "C" NOT NULL DEFAULT '',
  request_hash  TEXT COLLATE "C" NOT NULL DEFAULT '',
  left_out      TEXT COLLATE "C" NOT NULL DEFAULT '',
  minutes       DOUBLE PRECISION NOT NULL DEFAULT 0,
  go            BIGINT NOT NULL DEFAULT 0,
  redo          TEXT COLLATE "C" NOT NULL DEFAULT '',
  attempt       BIGINT,
  error         TEXT COLLATE "C" NOT NULL DEFAULT '',
  fixed_from    TEXT COLLATE "C" NOT NULL DEFAULT '',
  changed_at    TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (campaign, id)
) WITH (fillfactor = 70);
CREATE INDEX jobs_stage ON all_jobs (campaign, stage);
CREATE INDEX jobs_key ON all_jobs (campaign, key_hash) WHERE key_hash <> '';
CREATE INDEX jobs_cells ON all_jobs (campaign, cells_hash);
CREATE INDEX jobs_go ON all_jobs (campaign, go) WHERE go <> 0;
CREATE INDEX jobs_redo ON all_jobs (campaign, redo) WHERE redo <> '';
CREATE INDEX jobs_row ON all_jobs (campaign, (row IS NULL), row, id);
CREATE INDEX jobs_changed ON all_jobs (campaign, changed_at, id);

CREATE TABLE all_attempts (
  campaign       BIGINT NOT NULL DEFAULT current_setting('batchgen.campaign')::bigint,  -- not checked row by row
  id             BIGINT NOT NULL DEFAULT nextval('attempt_ids'),
  job_id         BIGINT NOT NULL,
  token          TEXT COLLATE "C" NOT NULL,
  request_json   TEXT COLLATE "C" NOT NULL,
  request_hash   TEXT COLLATE "C" NOT NULL,
  start_seq      BIGINT NOT NULL,
  end_seq        BIGINT,
  started_at     TEXT COLLATE "C" NOT NULL,
  ended_at       TEXT COLLATE "C" NOT NULL DEFAULT '',
  outcome        TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (outcome IN ('', 'made', 'not_made', 'unknown')),
  reason         TEXT COLLATE "C" NOT NULL DEFAULT '',
  words          TEXT COLLATE "C" NOT NULL DEFAULT '',
  stage          TEXT COLLATE "C" NOT NULL DEFAULT 'sending',
  video_id       TEXT COLLATE "C" NOT NULL DEFAULT '',
  other_ids      TEXT COLLATE "C" NOT NULL DEFAULT '',
  hosted_url     TEXT COLLATE "C" NOT NULL DEFAULT '',
  download_url   TEXT COLLATE "C" NOT NULL DEFAULT '',
  stream_url     TEXT COLLATE "C" NOT NULL DEFAULT '',
  thumbnail_url  TEXT COLLATE "C" NOT NULL DEFAULT '',
  gif_url        TEXT COLLATE "C" NOT NULL DEFAULT '',
  error          TEXT COLLATE "C" NOT NULL DEFAULT '',
  details        TEXT COLLATE "C" NOT NULL DEFAULT '',
  progress       TEXT COLLATE "C" NOT NULL DEFAULT '',
  seconds        DOUBLE PRECISION,
  accepted_hash  TEXT COLLATE "C" NOT NULL DEFAULT '',
  outdated       TEXT COLLATE "C" NOT NULL DEFAULT '',
  reworded       BIGINT NOT NULL DEFAULT 0,
  replaces       BIGINT,
  keeps          BIGINT,
  looks          BIGINT NOT NULL DEFAULT 0,
  looked_at      TEXT COLLATE "C" NOT NULL DEFAULT '',
  worker         BIGINT DEFAULT nullif(current_setting('batchgen.worker', true), '')::bigint,  -- who sent it
  PRIMARY KEY (campaign, id)
) WITH (fillfactor = 80);
CREATE INDEX attempts_job ON all_attempts (campaign, job_id);
CREATE INDEX attempts_token ON all_attempts (campaign, token);
CREATE INDEX attempts_open ON all_attempts (campaign, outcome) WHERE outcome IN ('', 'unknown');
CREATE INDEX attempts_video ON all_attempts (campaign, video_id) WHERE video_id <> '';
CREATE INDEX attempts_others ON all_attempts (campaign) WHERE other_ids <> '';

CREATE TABLE all_pages (
  campaign        BIGINT NOT NULL DEFAULT current_setting('batchgen.campaign')::bigint REFERENCES campaigns (id),
  job_id          BIGINT NOT NULL,
  code            TEXT COLLATE "C" NOT NULL UNIQUE,
  made            TEXT COLLATE "C" NOT NULL DEFAULT '',
  video_id        TEXT COLLATE "C" NOT NULL DEFAULT '',
  sent            TEXT COLLATE "C" NOT NULL DEFAULT '',
  space           TEXT COLLATE "C" NOT NULL DEFAULT '',
  base_url        TEXT COLLATE "C" NOT NULL DEFAULT '',
  answered_at     TEXT COLLATE "C" NOT NULL DEFAULT '',
  unpublished_at  TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (campaign, job_id)
);

CREATE VIEW meta AS SELECT name, value FROM all_meta
  WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
CREATE VIEW audio AS SELECT url, seconds, read_at FROM all_audio
  WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
CREATE VIEW jobs AS SELECT id, key, key_hash, cells, cells_hash, occurrence, row, label, stage, request_json,
  request_hash, left_out, minutes, go, redo, attempt, error, fixed_from, changed_at FROM all_jobs
  WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
CREATE VIEW attempts AS SELECT id, job_id, token, request_json, request_hash, start_seq, end_seq, started_at,
  ended_at, outcome, reason, words, stage, video_id, other_ids, hosted_url, download_url, stream_url,
  thumbnail_url, gif_url, error, details, progress, seconds, accepted_hash, outdated, reworded, replaces, keeps,
  looks, looked_at, worker FROM all_attempts
  WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
CREATE VIEW pages AS SELECT job_id, code, made, video_id, sent, space, base_url, answered_at, unpublished_at
  FROM all_pages WHERE campaign = nullif(current_setting('batchgen.campaign', true), '')::bigint;
CREATE VIEW videos AS
  SELECT j.row, j.key, j.stage, coalesce(a.video_id, '') AS video_id, coalesce(a.hosted_url, '') AS hosted_url,
    coalesce(a.download_url, '') AS download_url, coalesce(a.stream_url, '') AS stream_url,
    coalesce(a.thumbnail_url, '') AS thumbnail_url, coalesce(a.gif_url, '') AS gif_url
  FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt;

-- What the shared statements use of SQLite's functions.
CREATE FUNCTION json_extract(document TEXT, path TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
  $$ SELECT document::json ->> trim(BOTH '"' FROM substr(path, 3)) $$;
CREATE FUNCTION json_each(document TEXT) RETURNS TABLE (key TEXT, value TEXT) LANGUAGE sql IMMUTABLE AS
  $$ SELECT e.key, e.value FROM json_each_text(document::json) e $$;
CREATE FUNCTION instr(whole TEXT, part TEXT) RETURNS INT LANGUAGE sql IMMUTABLE AS
  $$ SELECT strpos(whole, part) $$;
