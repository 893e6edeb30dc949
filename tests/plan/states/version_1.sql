PRAGMA application_id = 1650943342;
PRAGMA user_version = 1;
CREATE TABLE attempts (
  id             INTEGER PRIMARY KEY,
  job_id         INTEGER NOT NULL REFERENCES jobs (id),
  token          TEXT NOT NULL,
  request_json   TEXT NOT NULL,
  request_hash   TEXT NOT NULL,
  start_seq      INTEGER NOT NULL,            -- intent on disk; one counter for starts and ends
  end_seq        INTEGER,                     -- the outcome (unknown is one) became known
  started_at     TEXT NOT NULL,               -- UTC, for people: clocks decide nothing
  ended_at       TEXT NOT NULL DEFAULT '',
  outcome        TEXT NOT NULL DEFAULT '',    -- '' in the air, made, not_made, unknown
  reason         TEXT NOT NULL DEFAULT '',    -- cooldown, rejected, not_sent, account, crash, ...
  words          TEXT NOT NULL DEFAULT '',    -- what was answered or seen
  stage          TEXT NOT NULL DEFAULT '',    -- of its video, as the service said last
  video_id       TEXT NOT NULL DEFAULT '',
  other_ids      TEXT NOT NULL DEFAULT '',    -- JSON list: further videos that carry the same token
  hosted_url     TEXT NOT NULL DEFAULT '',
  download_url   TEXT NOT NULL DEFAULT '',
  stream_url     TEXT NOT NULL DEFAULT '',
  thumbnail_url  TEXT NOT NULL DEFAULT '',
  gif_url        TEXT NOT NULL DEFAULT '',
  looks          INTEGER NOT NULL DEFAULT 0,  -- how often the account was searched for it
  looked_at      TEXT NOT NULL DEFAULT '',
  stage_before   TEXT NOT NULL DEFAULT 'new', -- of the job, given back when nothing was made
  before         TEXT NOT NULL DEFAULT ''     -- JSON: the job's video columns before this attempt
);
CREATE TABLE jobs (
  id            INTEGER PRIMARY KEY,
  key           TEXT NOT NULL DEFAULT '',     -- the key for people: ana@acme.com
  key_hash      TEXT NOT NULL DEFAULT '',     -- identity by key, empty when identity is by cells
  cells         TEXT NOT NULL DEFAULT '',     -- the row's cells by folded header, JSON, as last seen
  cells_hash    TEXT NOT NULL DEFAULT '',     -- identity by cells
  occurrence    INTEGER NOT NULL DEFAULT 0,   -- which of several equal rows (--duplicates each)
  row           INTEGER,                      -- row number when the sheet was last read; NULL: gone
  label         TEXT NOT NULL DEFAULT '',     -- human part of video_name
  stage         TEXT NOT NULL DEFAULT 'new',
  request_json  TEXT NOT NULL DEFAULT '',     -- what the row asks for now
  request_hash  TEXT NOT NULL DEFAULT '',
  sent_hash     TEXT NOT NULL DEFAULT '',     -- request hash of the video that the job has, or may have
  accepted_hash TEXT NOT NULL DEFAULT '',     -- --accept changed: this request is content with that video
  outdated      TEXT NOT NULL DEFAULT '',     -- in words: how the row and its video differ
  left_out      TEXT NOT NULL DEFAULT '',     -- 'excluded': links are withheld although there is a video
  minutes       REAL NOT NULL DEFAULT 0,      -- estimate
  go            INTEGER NOT NULL DEFAULT 0,   -- number of the run that confirmed sending it
  redo          TEXT NOT NULL DEFAULT '',     -- --redo that marked it and is not finished
  attempt       INTEGER,                      -- the current attempt
  token         TEXT NOT NULL DEFAULT '',
  video_id      TEXT NOT NULL DEFAULT '',
  hosted_url    TEXT NOT NULL DEFAULT '',
  download_url  TEXT NOT NULL DEFAULT '',
  stream_url    TEXT NOT NULL DEFAULT '',
  thumbnail_url TEXT NOT NULL DEFAULT '',
  gif_url       TEXT NOT NULL DEFAULT '',
  error         TEXT NOT NULL DEFAULT '',
  details       TEXT NOT NULL DEFAULT '',     -- the service's status_details, in its own words
  progress      TEXT NOT NULL DEFAULT '',     -- "37/100"
  seconds       REAL,                         -- real duration, when it was learned
  kept          TEXT NOT NULL DEFAULT '',     -- JSON: the earlier ready video, while a redo is under way
  changed_at    TEXT NOT NULL DEFAULT ''      -- UTC
);
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_stage ON jobs (stage);
CREATE INDEX jobs_key ON jobs (key_hash) WHERE key_hash <> '';
CREATE INDEX jobs_cells ON jobs (cells_hash);
CREATE INDEX jobs_go ON jobs (go) WHERE go <> 0;
CREATE INDEX jobs_redo ON jobs (redo) WHERE redo <> '';
CREATE INDEX attempts_job ON attempts (job_id);
CREATE INDEX attempts_token ON attempts (token);
CREATE INDEX attempts_open ON attempts (outcome) WHERE outcome IN ('', 'unknown');
